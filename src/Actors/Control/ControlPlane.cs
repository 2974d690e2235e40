using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Draining;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Operator;
using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Reports;
using ActorProxy.Actors.Taps;
using Akka.Actor;

namespace ActorProxy.Actors.Control;

/// <summary>Starts the actors by which connections, backends and the registry are asked and ordered, in an actor system.</summary>
internal static class ControlPlane
{
    /// <summary>What every node has, also one that is out of its cluster.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="links">By which taps reach connections.</param>
    public static ClusterAccess StartAlone(ActorSystem system, string node, ProxyContext proxy, TapLinks links)
    {
        var (metrics, time) = (proxy.Metrics, proxy.Time);
        var options = () => proxy.Options.Tap;
        var taps = system.ActorOf(Props.Create(() => new TapCoordinator(node, options, metrics, time, links)), "taps");
        var directory = system.ActorOf(Props.Create(() => new ConnectionDirectory(node, proxy.Connections, time, taps)),
            ConnectionDirectory.Name);
        var switches = system.ActorOf(Props.Create(() => new BackendSwitchActor(proxy.Pools.Switches)), "backend-switches");
        return new ClusterAccess(system, directory, switches);
    }

    /// <summary>What bounds how many connections are closed a second.</summary>
    /// <param name="node">The node's name.</param>
    public static void StartBudget(ActorSystem system, string node, ProxyContext proxy, NodeHealth health)
    {
        var options = () => proxy.Options.Shutdown;
        system.ActorOf(Props.Create(() => new CloseBudgetActor(node, proxy.CloseBudget, health, options, proxy.Time)),
            CloseBudgetActor.Name);
    }

    /// <summary>That, and what speaks with other nodes and with the registry. The node looks for its cluster then.</summary>
    /// <param name="system">One with a cluster.</param>
    /// <param name="joined">Told when the node is a member.</param>
    public static async Task<ClusterAccess> StartAsync(ActorSystem system, ControlSetup setup, Action joined)
    {
        var (proxy, service, health) = (setup.Proxy, setup.Operator, setup.Health);
        var access = StartAlone(system, setup.Node, proxy, setup.Taps);
        system.ActorOf(Props.Create(() => new OperatorActor(service)), OperatorFanOut.Name);
        var routes = () => proxy.Routes;
        system.ActorOf(Props.Create(() => new ReportActor(routes, proxy.Pools, proxy.Time)), ReportActor.Name);
        StartBudget(system, setup.Node, proxy, health);
        var registry = setup.Known is null ? null : await NodeRegistry.StartAsync(system, setup.Known, health, proxy.Time);
        system.ActorOf(Props.Create(() => new MembershipActor(health, joined)), "membership");
        var (contacts, former) = (proxy.Options.Cluster.Enabled ? setup.Contacts : null, setup.Former);
        system.ActorOf(Props.Create(() => new ClusterEntry(contacts, former, health, proxy.Time)), ClusterEntry.Name);
        return access with { Registry = registry };
    }
}
