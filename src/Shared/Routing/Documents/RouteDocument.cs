namespace ActorProxy.Shared.Routing.Documents;

/// <summary>A route as it is written to other nodes, the database and programs: the keys of the configuration, in JSON.</summary>
/// <param name="Host">As <see cref="HostPattern.TryParse"/> reads it; null for every host.</param>
/// <param name="Path">A prefix; null where there is <paramref name="PathExact"/>, or for all.</param>
/// <param name="MaxMessageSize">Bytes.</param>
/// <param name="IdleTimeoutMs">Milliseconds.</param>
/// <param name="DrainOverMs">Milliseconds.</param>
public sealed record RouteDocument(
    string? Id = null,
    string? Host = null,
    string? Path = null,
    string? PathExact = null,
    PoolDocument? Pool = null,
    string? ReplacePrefix = null,
    string? HostHeader = null,
    HeadersDocument? Headers = null,
    IReadOnlyList<string>? Filters = null,
    int? MaxMessageSize = null,
    long? IdleTimeoutMs = null,
    int? Attempts = null,
    int? MaxConnections = null,
    RouteChangePolicy? OnChange = null,
    long? DrainOverMs = null);
