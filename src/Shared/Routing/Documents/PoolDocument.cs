namespace ActorProxy.Shared.Routing.Documents;

/// <summary>A <see cref="BackendPool"/> in JSON.</summary>
public sealed record PoolDocument(
    string? Name = null,
    PickerKind? Picker = null,
    IReadOnlyList<BackendDocument>? Backends = null,
    BackendTlsDocument? Tls = null,
    ProxyProtocolMode? SendProxyProtocol = null,
    bool? Http2 = null,
    int? MaxConnectionsPerBackend = null,
    StickyCookieDocument? StickyCookie = null);
