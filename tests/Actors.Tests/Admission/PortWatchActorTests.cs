using ActorProxy.Actors.Admission;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends.Ports;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Admission;

/// <summary>Of which pools the log says that the node has too few ports for them, and when.</summary>
public sealed class PortWatchActorTests : TestKit
{
    private readonly FakeTimeProvider _time = new();
    private readonly IActorRef _actor;
    private (RouteTable Routes, int MaxConnections) _current = (RouteTable.Empty, 50_000);
    private SourcePorts? _ports = new SourcePorts(32_768, 60_999);

    public PortWatchActorTests() : base(LongTimeouts.Config)
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Warning));
        var current = () => _current;
        var ports = () => _ports;
        _actor = Sys.ActorOf(Props.Create(() => new PortWatchActor(current, ports, _time)));
        _actor.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>(); // it has its timer
    }

    [Fact]
    public void A_pool_is_told_once_as_long_as_it_is_so()
    {
        Assert.Empty(Pass());
        _current.Routes = Table(1);
        Assert.StartsWith("pool route0: the node has 28232 ports to connect from to ws://127.0.0.1:1, ", Assert.Single(Pass()));
        Assert.Empty(Pass());

        _current.Routes = Table(2);
        Assert.StartsWith("pool route1: ", Assert.Single(Pass()));

        _current.Routes = Table(1);
        Assert.Empty(Pass());
        _current.Routes = Table(2);
        Assert.StartsWith("pool route1: ", Assert.Single(Pass()));
    }

    [Fact]
    public void Other_limits_are_held_against_the_ports_that_there_are_then()
    {
        _current = (Table(1), 20_000);
        Assert.Empty(Pass());
        _current.MaxConnections = 30_000;
        Assert.Single(Pass());
        _ports = new SourcePorts(1024, 65_535);
        _current.MaxConnections = 40_000;
        Assert.Empty(Pass());
    }

    [Fact]
    public void Of_very_many_pools_it_is_said_how_many_there_are()
    {
        _current.Routes = Table(25);

        var told = Pass();

        Assert.Equal(11, told.Count);
        Assert.Equal("The node has too few ports for 15 more pools", told[^1]);
    }

    [Fact]
    public void Where_the_ports_are_not_known_nothing_is_said()
    {
        _current.Routes = Table(1);
        _ports = null;
        Assert.Empty(Pass());
    }

    private static RouteTable Table(int pools)
    {
        var routes = Enumerable.Range(0, pools).Select(i =>
            TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:1") with { Name = $"route{i}" }, $"/{i}") with { Id = $"route{i}" });
        Assert.True(RouteTable.TryCreate(routes, out var table, out _));
        return table;
    }

    /// <summary>What has been told when another second is over.</summary>
    private List<string> Pass()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        _actor.Tell(new Identify(null), TestActor);
        var told = new List<string>();
        while (ReceiveOne(TimeSpan.FromSeconds(30)) is var message && message is not ActorIdentity)
            told.Add($"{Assert.IsType<Warning>(message).Message}");
        return told;
    }
}
