using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A port that is taken but does not listen: the kernel refuses every connection to it.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public string Url => $"ws://{_socket.LocalEndPoint}";

    public void Dispose() => _socket.Dispose();
}
