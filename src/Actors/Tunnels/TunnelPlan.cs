using System.Collections.Immutable;
using ActorProxy.Actors.Tunnels.Extensions;
using ActorProxy.Shared.Policies.Filters;

namespace ActorProxy.Actors.Tunnels;

/// <summary>What a tunnel is built of besides its two channels, for phases to change.</summary>
public sealed class TunnelPlan(TunnelTimeouts timeouts)
{
    public TunnelTimeouts Timeouts { get; set; } = timeouts;

    /// <summary>What sees its messages.</summary>
    public FilterChain Filters { get; set; } = FilterChain.None;

    /// <summary>What accompanies it: objects of this tunnel alone.</summary>
    public ImmutableArray<ITunnelExtension> Extensions { get; set; } = [];
}
