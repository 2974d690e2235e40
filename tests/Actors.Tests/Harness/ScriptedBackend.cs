using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A backend whose every connection the test takes and drives by hand.</summary>
internal sealed class ScriptedBackend : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentBag<Socket> _accepted = []; // a test may drop one that is to stay open: the collector would close it

    public ScriptedBackend(int backlog = 1024)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(backlog);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    public string Url => $"ws://{EndPoint}";

    public string TlsUrl => $"wss://{EndPoint}";

    /// <summary>Whether a connection waits to be accepted. The kernel lists one before the connecting side knows of it.</summary>
    public bool HasConnection => _listener.Poll(0, SelectMode.SelectRead);

    public async Task<Peer> AcceptAsync()
    {
        using var limit = new CancellationTokenSource(Peer.Timeout);
        var socket = await _listener.AcceptAsync(limit.Token);
        return new Peer(Keep(socket));
    }

    /// <summary>Takes the next connection and blocks until there is one.</summary>
    public Socket Accept()
    {
        return Keep(_listener.Accept());
    }

    /// <summary>Takes the next connection and its request head.</summary>
    public async Task<(Peer Peer, HttpHead Request)> AcceptRequestAsync()
    {
        var peer = await AcceptAsync();
        return (peer, await peer.ReadHeadAsync());
    }

    public void Dispose() => _listener.Dispose();

    private Socket Keep(Socket socket)
    {
        socket.NoDelay = true;
        _accepted.Add(socket);
        return socket;
    }
}
