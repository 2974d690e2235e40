using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Connections;

/// <summary>Serves the connections of clients that speak HTTP/2.</summary>
public interface IHttpGateway
{
    /// <summary>
    /// Takes a connection over. Called on its channel's loop. The channel is the gateway's to read and write until it tells
    /// the owner, on that loop, <see cref="HttpEnded"/>; closing it stays the owner's.
    /// </summary>
    IHttpConnection Serve(HttpHandOver connection);

    /// <summary>Goes by other values from now on. May be called from any thread.</summary>
    void Take(ProxyOptions options)
    {
        // One that has none of its own reads those of the context.
    }
}
