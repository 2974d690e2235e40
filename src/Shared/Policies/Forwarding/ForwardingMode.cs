namespace ActorProxy.Shared.Policies.Forwarding;

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
