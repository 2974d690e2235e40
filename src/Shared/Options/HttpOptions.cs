namespace ActorProxy.Shared.Options;

/// <summary>Requests that are no WebSocket upgrade.</summary>
public sealed record HttpOptions
{
    /// <summary>Whether they are forwarded; else they are answered with 426.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How long a client's connection may wait for its next request; 1 s to 1 h.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a backend's connection is kept for the next request; 1 s to 1 h.</summary>
    public TimeSpan BackendKeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// After which a request is ended through which no byte passes in either direction; also how long a backend may take
    /// for its response head. 1 s to 7 days. A route's idle time-out takes its place.
    /// </summary>
    public TimeSpan ActivityTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Bytes of a request body, up to 1 TiB; 0 is no limit: bodies are streamed and never held.</summary>
    public long MaxBodySize { get; init; }

    /// <summary>Whether Via (RFC 9110 section 7.6.3) is added to requests and responses.</summary>
    public bool Via { get; init; }

    /// <summary>Whether responses without a Server field get ours.</summary>
    public bool ServerHeader { get; init; }
}
