using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ActorProxy.Node.SideServers;

/// <summary>
/// The server's own sockets, accepted one by one as there are places: the server itself would accept all that come before it
/// counts them, and so use up the process's descriptors.
/// </summary>
/// <param name="sockets">Made by the server's own services: without what they set, it has buffers that the server cannot use.</param>
internal sealed class SideListenerFactory(SocketTransportFactory sockets, SideConnections connections) : IConnectionListenerFactory
{
    private IConnectionListener? _bound;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(_bound = await sockets.BindAsync(endpoint, cancellationToken), connections);

    /// <summary>Its port is free from then on; the server finds that nobody comes any more.</summary>
    public ValueTask UnbindAsync() => _bound?.UnbindAsync() ?? ValueTask.CompletedTask;

    private sealed class Listener(IConnectionListener inner, SideConnections connections) : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                await connections.WaitAsync(cancellationToken);
                var accepted = await AcceptOneAsync(cancellationToken);
                if (accepted is null)
                    return null;
                if (connections.Add(accepted) is { } taken)
                    return taken;
                await accepted.DisposeAsync();
                connections.Release();
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private async ValueTask<ConnectionContext?> AcceptOneAsync(CancellationToken cancellation)
        {
            ConnectionContext? accepted = null;
            try
            {
                return accepted = await inner.AcceptAsync(cancellation);
            }
            finally
            {
                if (accepted is null)
                    connections.Release();
            }
        }
    }
}
