using System.Collections.Immutable;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Tunnels.Extensions;
using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Shared.Policies.Filters;

namespace ActorProxy.Actors.Tests.Tunnels.Messages;

/// <summary>The tunnel that a test wants.</summary>
internal sealed record TunnelSettings
{
    public IMessageFilter Filter { get; init; } = TestFilter.Pass;

    /// <summary>The filters that the route names; none makes the tunnel a relay.</summary>
    public IReadOnlyList<string> Names { get; init; } = ["test"];

    public int MaxMessageSize { get; init; } = new FilterChain().MaxMessageSize;

    /// <summary>Bytes of a socket buffer of the peers; 0 leaves it to the kernel.</summary>
    public int PeerBuffer { get; init; }

    public byte[] EarlyFromDownstream { get; init; } = [];

    public byte[] EarlyFromUpstream { get; init; } = [];

    public ImmutableArray<ITunnelExtension> Extensions { get; init; } = [];

    public TunnelTimeouts Timeouts { get; init; } = new(Idle: TimeSpan.FromSeconds(300), Close: TimeSpan.FromSeconds(5),
        Fin: TimeSpan.FromSeconds(1));
}
