namespace ActorProxy.Shared.Forwarding;

/// <summary>What a route changes in the request on its way to the backend.</summary>
public sealed record UpstreamPolicy
{
    public static readonly UpstreamPolicy Default = new();

    public PathRewrite Path { get; init; } = PathRewrite.None;

    public HostRewrite Host { get; init; } = HostRewrite.PassThrough;

    public HeaderRules Headers { get; init; } = HeaderRules.None;

    public ForwardingPolicy Forwarding { get; init; } = ForwardingPolicy.Default;

    /// <summary>Do not pass the client's Sec-WebSocket-Extensions on, so that frames carry plain messages.</summary>
    public bool DeclineExtensions { get; init; }
}
