using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Routing.Matching;

/// <summary>What a <see cref="RequestMatch"/> looks at.</summary>
/// <param name="query">As it was sent, with its question mark; empty where there is none.</param>
public readonly ref struct RequestView(string method, ReadOnlySpan<char> query, HeaderFields fields)
{
    private readonly HeaderFields? _fields = fields;

    public string Method { get; } = method;

    public ReadOnlySpan<char> Query { get; } = query;

    public HeaderFields Fields => _fields ?? HeaderFields.Empty;

    /// <summary>Whether there is a request at all. Without one, no condition holds.</summary>
    public bool IsKnown => _fields is not null;
}
