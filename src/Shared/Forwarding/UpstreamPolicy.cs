using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Policies.Forwarding;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Rewriting;

namespace ActorProxy.Shared.Forwarding;

/// <summary>What a route changes in the request on its way to the backend.</summary>
public sealed record UpstreamPolicy
{
    public static readonly UpstreamPolicy Default = new();

    /// <param name="policies">What holds for the request.</param>
    /// <param name="forwarding">Of its listener.</param>
    public static UpstreamPolicy Of(PolicySet policies, ForwardingPolicy forwarding) => new()
    {
        Path = policies.Of<PathRewrite>(),
        Host = policies.Of<HostRewrite>(),
        Headers = policies.Of<HeaderRules>(),
        Forwarding = policies.Find<ForwardedFields>() is { } fields ? forwarding with { Fields = fields } : forwarding,
        DeclineExtensions = policies.Of<FilterChain>().ReadsMessages,
    };

    public PathRewrite Path { get; init; } = PathRewrite.None;

    public HostRewrite Host { get; init; } = HostRewrite.PassThrough;

    public HeaderRules Headers { get; init; } = HeaderRules.None;

    public ForwardingPolicy Forwarding { get; init; } = ForwardingPolicy.Default;

    /// <summary>Do not pass the client's Sec-WebSocket-Extensions on, so that frames carry plain messages.</summary>
    public bool DeclineExtensions { get; init; }
}
