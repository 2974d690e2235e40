using ActorProxy.Actors.Control;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tests.Registry;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Control;

/// <summary>A node whose start reaches neither cluster nor registry.</summary>
public sealed class ColdStartActorTests() : TestKit(TestCluster.Config)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly RegistryFile _file = new();
    private readonly NodeHealth _health = new();
    private readonly FakeTimeProvider _time = new();
    private KnownRegistry? _known;

    protected override void AfterAll()
    {
        base.AfterAll();
        _known?.Dispose();
        _file.Dispose();
    }

    [Fact]
    public async Task Without_a_registry_it_is_ready_after_the_wait()
    {
        _health.Update(state => state with { Listening = true, RoutesSynced = true });
        var start = Start(null);

        _time.Advance(Limit - TimeSpan.FromTicks(1));
        await start.Ask<ActorIdentity>(new Identify(null), Peer.Timeout);
        Assert.False(_health.Current.IsReady);
        _time.Advance(TimeSpan.FromTicks(1));

        await ExpectTerminatedAsync(start, Peer.Timeout);
        Assert.True(_health.Current is { IsReady: true, Without: [_] });
    }

    [Fact]
    public async Task With_a_registry_of_which_nothing_was_saved_it_waits_until_its_database_is_away()
    {
        _health.Update(state => state with { Listening = true });
        var options = new ProxyOptions { Registry = new RegistryOptions { Enabled = true } };
        _known = new KnownRegistry(options, _file, _time, _ => { });
        var start = Start(_known);

        _time.Advance(Limit);
        await start.Ask<ActorIdentity>(new Identify(null), Peer.Timeout);
        Assert.False(_health.Current.IsReady);
        _file.Problem = "it does not answer";
        _time.Advance(TimeSpan.FromSeconds(1));

        await ExpectTerminatedAsync(start, Peer.Timeout);
        Assert.True(_health.Current is { IsReady: true, Without: [_, _] });
    }

    [Fact]
    public async Task Who_has_all_by_then_starts_as_ever()
    {
        _health.Update(state => state with { Listening = true, RoutesSynced = true });
        _health.Update(state => state.Joined());
        var start = Start(null);

        _time.Advance(Limit);

        await ExpectTerminatedAsync(start, Peer.Timeout);
        Assert.False(_health.Current.StartsAlone);
    }

    private IActorRef Start(KnownRegistry? known)
    {
        var start = Sys.ActorOf(Props.Create(() => new ColdStartActor(_health, known, Limit, _time)));
        Watch(start);
        // Its timer is there when it answers.
        start.Tell(new Identify(null));
        ExpectMsg<ActorIdentity>();
        return start;
    }
}
