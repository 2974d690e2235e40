using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Tunnels.Relays;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;
using ActorProxy.Transport.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Tunnels.Relays;

/// <summary>A defect in what the loop calls of a relay's tunnel ends the tunnel, and is told with its end.</summary>
public sealed class RelayTunnelFaultTests : IDisposable
{
    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly FakeTimeProvider _time = new();
    private readonly SocketTransport _transport;

    public RelayTunnelFaultTests() => _transport = new SocketTransport(new TransportOptions(1, 4096), _time, _faults.Enqueue);

    public void Dispose() => _transport.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_defect_where_bytes_pass_ends_the_tunnel_and_is_told(bool early)
    {
        var (client, downstream) = await AcceptAsync();
        var (backend, upstream) = await AcceptAsync();
        var ended = new TaskCompletionSource<TunnelEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        byte[] frame = [0x82, 0x80, 0, 0, 0, 0]; // an empty message of a client, RFC 6455 section 5.2
        downstream.Loop.Post(() =>
        {
            // The defect: nobody to count what passes.
            var start = new TunnelStart(downstream, upstream, "HTTP/1.1 101 Switching Protocols\r\n\r\n"u8.ToArray(),
                early ? frame : default(ReadOnlyMemory<byte>), default);
            var plan = new TunnelPlan(new TunnelTimeouts(TimeSpan.FromHours(1), TimeSpan.FromSeconds(5), TimeSpan.Zero));
            new RelayTunnel(_transport, start, plan, totals: null!).Start(ended.SetResult);
        });
        if (!early)
            await client.SendAsync(frame);

        var end = await ended.Task.WaitAsync(Peer.Timeout);

        Assert.Equal(new TunnelEnd(TerminationReason.InternalError, TerminationSource.Proxy, null, Cut: true), end with { Failure = null });
        Assert.IsType<NullReferenceException>(end.Failure);
        foreach (var peer in new[] { client, backend })
        {
            await AssertOverAsync(peer);
            peer.Dispose();
        }
        Assert.Empty(_faults);
    }

    private static async Task AssertOverAsync(Socket peer)
    {
        var buffer = new byte[256];
        try
        {
            while (await peer.ReceiveAsync(buffer).WaitAsync(Peer.Timeout) > 0)
            {
            }
        }
        catch (SocketException reset)
        {
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        }
    }

    private async Task<(Socket Peer, Channel Channel)> AcceptAsync()
    {
        var accepted = new TaskCompletionSource<Channel>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = _transport.Listen(new IPEndPoint(IPAddress.Loopback, 0),
            new ListenOptions(16, new ChannelOptions(TimeSpan.Zero)), accepted.SetResult);
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await peer.ConnectAsync(listener.EndPoint);
        return (peer, await accepted.Task.WaitAsync(Peer.Timeout));
    }
}
