using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Forwarding;

/// <summary>What the backend sees as Host.</summary>
/// <param name="Value">The Host that replaces the client's (<c>uri-host [":" port]</c>), or null to pass the client's as it is.</param>
public sealed record HostRewrite(string? Value)
{
    public static readonly HostRewrite PassThrough = new((string?)null);

    /// <param name="clientHost">The value of the client's Host field.</param>
    public string Apply(string clientHost) => Value ?? clientHost;

    /// <summary>What is wrong with it, one sentence each; empty when it can be used.</summary>
    public IReadOnlyList<string> Validate() =>
        Value is null || Authority.TryParse(Value, out _)
            ? []
            : [$"Host '{Value}' is no host with an optional port."];
}
