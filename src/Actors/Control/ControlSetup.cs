using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Operator;
using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Taps;

namespace ActorProxy.Actors.Control;

/// <summary>
/// What the control plane has of the node: values that any thread may use, and no references to the data plane's actors. So one control
/// plane can end and another one begin while connections go on.
/// </summary>
/// <param name="Node">The node's name in the cluster.</param>
/// <param name="Operator">Does the commands that come from other nodes.</param>
/// <param name="Taps">By which taps reach connections.</param>
/// <param name="Known">What is known of the registry; null where there is none.</param>
/// <param name="Contacts">Who knows the nodes of the cluster.</param>
internal sealed record ControlSetup(string Node, ProxyContext Proxy, NodeHealth Health, IOperatorService Operator, TapLinks Taps,
    KnownRegistry? Known, IClusterLook Contacts)
{
    /// <summary>Of the cluster of which the node was a member.</summary>
    public FormerMembers Former { get; } = new();
}
