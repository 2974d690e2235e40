using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Routing.Matching;

/// <summary>What a <see cref="RequestMatch"/> looks at.</summary>
/// <param name="query">As it was sent, with its question mark; empty where there is none.</param>
/// <param name="client">Who has sent it; null where what it says is believed.</param>
/// <param name="forwarding">Of the listener.</param>
public readonly ref struct RequestView(string method, ReadOnlySpan<char> query, HeaderFields fields, ClientInfo? client = null,
    ForwardingPolicy? forwarding = null)
{
    private readonly ClientInfo? _client = client;
    private readonly ForwardingPolicy? _forwarding = forwarding;
    private readonly HeaderFields? _fields = fields;

    public string Method { get; } = method;

    public ReadOnlySpan<char> Query { get; } = query;

    public HeaderFields Fields => _fields ?? HeaderFields.Empty;

    /// <summary>
    /// Those that are believed: a client is not to choose a route by who it says it is. Makes a copy, unless all are.
    /// </summary>
    public HeaderFields BelievedFields => _client is not null && _forwarding is not null
        ? ForwardingFields.Believed(Fields, _client, _forwarding)
        : Fields;

    /// <summary>Whether there is a request at all. Without one, no condition holds.</summary>
    public bool IsKnown => _fields is not null;
}
