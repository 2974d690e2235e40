using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.Forwarding;

/// <summary>By which fields the backend learns who the client is.</summary>
[Setting("Which fields tell the backend who the client is, instead of those of the section forwarding of the node.", Key = "forwarding")]
public sealed record ForwardedFields : IPolicy
{
    // -Proto and -Host, which most readers take for one value, are kept as a trusted peer sent them, and set where they are missing.
    [Setting("X-Forwarded-For, -Proto and -Host: append to those of a trusted peer, replace them, or off.", Key = "x-forwarded")]
    public ForwardingMode XForwarded { get; init; } = ForwardingMode.Append;

    [Setting("Forwarded (RFC 7239): append, replace or off.")]
    public ForwardingMode Forwarded { get; init; } = ForwardingMode.Off;
}

/// <summary>What becomes of forwarding fields. Those of an untrusted peer are dropped in every mode.</summary>
public enum ForwardingMode
{
    /// <summary>What a trusted peer sent is kept and ours is added to it.</summary>
    Append,
    /// <summary>Only ours is sent.</summary>
    Replace,
    /// <summary>Nothing of ours is sent; what a trusted peer sent passes.</summary>
    Off,
}
