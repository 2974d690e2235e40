using ActorProxy.Actors.Connections.Exchanges.Backends;
using ActorProxy.Actors.Connections.Exchanges.Backends.Http2;
using ActorProxy.Shared.Http;

namespace ActorProxy.Actors.Connections.Exchanges.Clients;

/// <summary>What the exchanges of one client's connection share. Used on its loop.</summary>
internal sealed class ExchangeConnection
{
    private KeptConnections? _ownBackends;
    private Http2Backends? _ownHttp2;

    public ExchangeConnection(HttpHandOver given)
    {
        Given = given;
        Loop = given.Proxy.ExchangeLoops.Of(given.Client.Loop);
        var handshake = given.Proxy.Options.Handshake;
        Limits = new HeadLimits(handshake.MaxHeadSize, handshake.MaxHeaderCount, handshake.MaxTargetSize);
    }

    public HttpHandOver Given { get; }

    public ExchangeLoop Loop { get; }

    /// <summary>Of the heads and trailers of both sides.</summary>
    public HeadLimits Limits { get; }

    /// <summary>Whether no further request is to be served after the present one.</summary>
    public bool IsDraining { get; set; }

    /// <summary>Connections to backends that may serve this client only. They are closed with its own.</summary>
    public KeptConnections OwnBackends => _ownBackends ??= new KeptConnections();

    /// <summary>Whether there are any.</summary>
    public bool HasOwnBackends => _ownBackends is not null;

    /// <summary>The same of those that speak HTTP/2.</summary>
    public Http2Backends OwnHttp2 => _ownHttp2 ??= new Http2Backends();

    /// <summary>No request follows.</summary>
    public void End()
    {
        _ownBackends?.Clear();
        _ownHttp2?.Dispose();
    }
}
