using System.Collections.Immutable;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using CsCheck;

namespace ActorProxy.Shared.Tests.Registry;

public class HostRegistryProperties
{
    private static readonly HostPattern Host = Routes.Host("h");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<string> Id = Gen.Int[0, 30].Select(i => $"c{i}");

    private static readonly Gen<ImmutableArray<Route>> Several = Routes.Colliding.Array[0, 4].Select(routes => routes.ToImmutableArray());

    private static readonly Gen<RegistryCommand> Command = Gen.Select(
        Gen.OneOf<RegistryCommand>(
            Gen.Select(Id, Routes.Colliding, (id, route) => (RegistryCommand)new PutRoute(id, route)),
            Gen.Select(Id, Gen.Int[0, 5], (id, route) => (RegistryCommand)new RemoveRoute(id, Host, $"r{route}")),
            Gen.Select(Id, Several, (id, routes) => (RegistryCommand)new ReplaceRoutes(id, Host, routes)),
            Gen.Select(Id, Gen.Int[0, 3], Several, (id, revision, routes) =>
                (RegistryCommand)new DeclareRoutes(id, Host, revision, routes))),
        Gen.Int[-10, 10],
        (command, expected) => command with { ExpectedRevision = expected < 0 ? null : expected });

    [Fact]
    public void The_stored_events_lead_to_the_state_and_every_state_is_allowed() => Command.Array[0, 60].Sample(commands =>
    {
        var state = HostState.Empty(Host);
        var events = new List<RegistryEvent>();
        foreach (var command in commands)
        {
            var known = state.Applied.FirstOrDefault(a => a.Id == command.Id);
            var decision = HostRegistry.Decide(state, command, Start.AddSeconds(events.Count));
            if (known is not null)
                Assert.Equal(new CommandAccepted(command.Id, known.Revision, state.Routes.Shadowed()),
                    ((RegistryDecision.Answer)decision).Reply);
            if (decision is not RegistryDecision.Store(var changed))
                continue;
            Assert.Equal(state.Routes.Revision + 1, changed.Revision);
            var before = state.Routes;
            state = HostRegistry.Apply(state, changed);
            events.Add(changed);
            Assert.Equal(changed.Revision, state.Routes.Revision);
            Assert.NotEqual(before.Layers.AsEnumerable(), state.Routes.Layers.AsEnumerable());
            Check(state.Routes);
        }
        Assert.Equal(state, events.Select(ReadBack).Aggregate(HostState.Empty(Host), HostRegistry.Apply));
    });

    [Fact]
    public void A_command_that_comes_twice_does_what_it_does_once() => Command.Array[1, 20].Sample(commands =>
    {
        var once = Run(commands.DistinctBy(c => c.Id));
        var twice = Run(commands.DistinctBy(c => c.Id).SelectMany(c => (RegistryCommand[])[c, c]));
        Assert.Equal(once, twice);
    });

    private static HostState Run(IEnumerable<RegistryCommand> commands) => commands.Aggregate(HostState.Empty(Host), (state, command) =>
        HostRegistry.Decide(state, command, Start) is RegistryDecision.Store(var changed) ? HostRegistry.Apply(state, changed) : state);

    private static void Check(HostRoutes routes)
    {
        foreach (var layer in routes.Layers)
            AssertNoCollisions(layer.Routes);
        var effective = routes.Effective();
        AssertNoCollisions(effective);
        Assert.Equal(routes.Layer(RouteLayer.Operator).Routes.AsEnumerable(),
            effective.Take(routes.Layer(RouteLayer.Operator).Routes.Length));
        Assert.Equal(routes.Layers.Sum(l => l.Routes.Length), effective.Length + routes.Shadowed().Length);
        Assert.Equal(effective.AsEnumerable(), Twin(routes).Effective());
        Assert.Equal(routes.Shadowed().AsEnumerable(), Twin(routes).Shadowed());
        Assert.True(RouteTable.TryCreate(effective, out _, out _));
    }

    private static void AssertNoCollisions(ImmutableArray<Route> routes)
    {
        Assert.Equal(routes.Length, routes.DistinctBy(r => r.Id).Count());
        Assert.Equal(routes.Length, routes.DistinctBy(r => r.Path).Count());
    }

    private static HostRoutes Twin(HostRoutes routes) => (HostRoutes)ReadBack(routes, "host-routes/1");

    private static RegistryEvent ReadBack(RegistryEvent changed) =>
        (RegistryEvent)ReadBack(changed, RegistryWire.Formats.Single(f => f.Type == changed.GetType()).Manifest);

    private static object ReadBack(object value, string manifest)
    {
        var format = RegistryWire.Formats.Single(f => f.Manifest == manifest);
        return format.Read(format.Write(value));
    }
}
