using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>A <see cref="Forwarding.HeaderRules"/> in JSON.</summary>
public sealed record HeadersDocument(
    IReadOnlyList<string>? Remove = null,
    IReadOnlyList<HeaderField>? Set = null,
    IReadOnlyList<HeaderField>? Add = null);
