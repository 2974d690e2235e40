using System.Net;
using System.Net.Sockets;
using ActorProxy.Transport.Epoll;
using ActorProxy.Transport.Linux;
using ActorProxy.Transport.Sockets;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests;

/// <summary>
/// A socket that is to connect from an address of ours has no port before it connects (IP_BIND_ADDRESS_NO_PORT): one that is chosen
/// without the peer is taken for all peers.
/// </summary>
public sealed class SourceAddressTests
{
    [LinuxFact("the option is Linux's")]
    public void OfTheEpollTransport()
    {
        var fd = EpollSockets.Create(Libc.AF_INET);
        try
        {
            EpollSockets.BindSource(fd, IPAddress.Parse("127.0.0.2"));

            Assert.Equal(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0), EpollSockets.LocalEndPoint(fd));
        }
        finally
        {
            EpollSockets.Close(fd, abort: false);
        }
    }

    [LinuxFact("the option is Linux's")]
    public void OfSocketsOfTheRuntime()
    {
        using var socket = Peer.New();

        SourceAddress.Bind(socket, IPAddress.Parse("127.0.0.2"));

        Assert.Equal(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0), socket.LocalEndPoint);
    }

    [LinuxFact("the option is Linux's")]
    public void OfIPv6()
    {
        if (!Socket.OSSupportsIPv6)
            return;
        var fd = EpollSockets.Create(Libc.AF_INET6);
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            EpollSockets.BindSource(fd, IPAddress.IPv6Loopback);
            SourceAddress.Bind(socket, IPAddress.IPv6Loopback);

            Assert.Equal((0, 0), (EpollSockets.LocalEndPoint(fd)!.Port, ((IPEndPoint)socket.LocalEndPoint!).Port));
        }
        finally
        {
            EpollSockets.Close(fd, abort: false);
        }
    }
}
