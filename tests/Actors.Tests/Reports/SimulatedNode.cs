using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Reports;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Tests.Reports;

/// <summary>The picks and reports of a node, without sockets, actors and threads: a test opens its connections and ends them.</summary>
internal sealed class SimulatedNode
{
    private readonly Queue<BackendSelection> _open = new();
    private Route _route;

    public SimulatedNode(string name, TimeProvider time, Route route)
    {
        States = new PoolStates(time);
        Reports = new NodeReports(name, States);
        _route = route;
        Serve(route);
    }

    public PoolStates States { get; }

    public NodeReports Reports { get; }

    /// <summary>It has this route from now on, and no other.</summary>
    public void Serve(Route route)
    {
        _route = route;
        Reports.Look(TestRoutes.Options(route).Routes);
    }

    /// <returns>The backend's URL; null where none is free.</returns>
    public string? Open()
    {
        var selection = States.Select(_route, IPAddress.Loopback, maxAttempts: 3);
        if (!selection.TryNext())
            return null;
        _open.Enqueue(selection);
        return selection.Backend!.Id;
    }

    public void Open(int count)
    {
        for (var i = 0; i < count; i++)
            Assert.NotNull(Open());
    }

    /// <summary>The connection that was opened first ends.</summary>
    public void EndOldest() => _open.Dequeue().Leave();

    /// <summary>Its connections at a backend of its route.</summary>
    public int At(string backend) => States.Of(_route.Pool).Members.Single(member => member.Backend.Id == backend).State.Active;
}
