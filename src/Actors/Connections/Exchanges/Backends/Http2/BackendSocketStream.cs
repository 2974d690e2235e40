using System.Net.Sockets;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>A connection to a backend, which gives its place among the sockets back when it is closed, or forgotten.</summary>
/// <param name="socket">Has a place as <see cref="SocketKind.Backend"/>.</param>
internal sealed class BackendSocketStream(Socket socket, SocketBudget sockets) : NetworkStream(socket, ownsSocket: true)
{
    private int _closed;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            sockets.Give(SocketKind.Backend);
    }
}
