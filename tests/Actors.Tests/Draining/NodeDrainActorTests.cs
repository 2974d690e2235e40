using ActorProxy.Actors.Admission;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Draining;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Tests.Directory;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Draining;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Draining;

/// <summary>Which tunnels an operator's drain closes.</summary>
public sealed class NodeDrainActorTests : TestKit
{
    private static readonly TimeSpan Over = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly ConnectionTable _connections = new();
    private readonly List<string> _told = [];
    private readonly TestProbe _tunnels;
    private readonly IActorRef _actor;

    public NodeDrainActorTests() : base(LongTimeouts.Config)
    {
        _tunnels = CreateTestProbe();
        var gate = new AdmissionGate(new LimitOptions(), _time);
        _actor = Sys.ActorOf(Props.Create(() => new NodeDrainActor(_connections, gate, new NodeHealth(), _time, new CloseBudget(_time))));
    }

    [Fact]
    public async Task One_is_told_at_once_and_all_within_the_time()
    {
        Open("a", "b", "c", "d");
        Assert.Equal(new DrainStatus(true, _time.GetUtcNow() + Over), await StartAsync());

        Assert.Single(Told());
        await PassAsync(Over + Round);

        Assert.Equal(["a", "b", "c", "d"], Told().Order());
    }

    [Fact]
    public async Task A_request_in_flight_is_left_alone()
    {
        _connections.Add(FakeConnections.Open("r", age: 0, actor: _tunnels, isTunnel: false));

        await StartAsync();
        await PassAsync(Over + Round);

        Assert.Empty(Told());
    }

    [Fact]
    public async Task Tunnels_that_open_late_are_told_within_what_is_left_of_the_time_and_once_it_is_over_at_once()
    {
        await StartAsync();
        await PassAsync(Over / 2);

        Open("late");
        await PassAsync(Over / 2 + Round * 2);
        Assert.Equal(["late"], Told());

        Open("later");
        await PassAsync(Round);
        Assert.Equal(["late", "later"], Told());
    }

    [Fact]
    public async Task Those_that_were_not_told_stay_when_it_is_cancelled()
    {
        Open("a", "b", "c", "d");
        await StartAsync();

        Assert.Equal(new DrainStatus(false, null), await _actor.Ask<DrainStatus>(CancelDrain.Instance, Peer.Timeout));
        Open("e");
        await PassAsync(Over * 2);

        Assert.Single(Told());
    }

    private void Open(params string[] ids)
    {
        foreach (var id in ids)
            _connections.Add(FakeConnections.Open(id, age: 0, actor: _tunnels));
    }

    private Task<DrainStatus> StartAsync() => _actor.Ask<DrainStatus>(new StartDrain(Over), Peer.Timeout);

    private async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Round)
        {
            _time.Advance(Round);
            await _actor.Ask<ActorIdentity>(new Identify(null), Peer.Timeout);
        }
    }

    /// <summary>Who was told to close so far, in order.</summary>
    private List<string> Told()
    {
        while (_tunnels.HasMessages)
            _told.Add(Assert.IsType<CloseConnection>(_tunnels.ReceiveOne(TimeSpan.Zero)).Id!);
        return [.. _told];
    }
}
