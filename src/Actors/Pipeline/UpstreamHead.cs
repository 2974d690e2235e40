using ActorProxy.Shared.Http;

namespace ActorProxy.Actors.Pipeline;

/// <summary>The head of a request on its way to a backend, for phases to change.</summary>
/// <param name="target">Path and query in origin-form.</param>
/// <param name="host">The client's Host.</param>
/// <param name="fields">Without Host, and without those of the connection, which are the proxy's.</param>
public sealed class UpstreamHead(string target, string host, HeaderFields fields)
{
    /// <summary>Of the client's request.</summary>
    public string ClientHost { get; } = host;

    /// <summary>In origin-form.</summary>
    public string Target { get; set; } = target;

    /// <summary>The value of Host.</summary>
    public string Host { get; set; } = host;

    /// <summary>All but Host and those of the connection.</summary>
    public HeaderFields Fields { get; set; } = fields;
}
