using System.Collections.Concurrent;
using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Reports;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Backends.Reports;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Reports;

/// <summary>Three nodes of a cluster, which tell each other of the backends of a pool that they share.</summary>
public sealed class ReportActorTests : IAsyncLifetime
{
    private const string One = "ws://127.0.0.1:1";
    private const string Two = "ws://127.0.0.1:2";

    private static readonly Route Route = TestRoutes.Route(TestRoutes.Pool(PickerKind.LeastConnections, One, Two));

    private readonly FakeTimeProvider _time = new();
    private readonly List<PoolStates> _states = [];
    private readonly List<IActorRef> _actors = [];
    private TestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        var table = TestRoutes.Options(Route).Routes;
        _cluster = await TestCluster.StartAsync(3, ConfigurationFactory.ParseString(""), system =>
        {
            var (states, time) = (new PoolStates(_time), _time);
            var routes = () => table;
            _states.Add(states);
            _actors.Add(system.ActorOf(Props.Create(() => new ReportActor(routes, states, time)), ReportActor.Name));
            return Task.CompletedTask;
        });
        await RoundAsync(); // after which they know their pools
    }

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task Each_picks_by_what_all_have_until_one_has_crashed()
    {
        for (var i = 0; i < 30; i++)
            Assert.Equal(One, Open(0, preferred: 0));
        await RoundAsync();
        await SeesAsync(1, others: 1);

        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(Two, Open(1)));
        await RoundAsync();
        await SeesAsync(0, others: 1);
        await SeesAsync(2, others: 2);
        Assert.Empty(_cluster.Errors);

        await _cluster.CrashAsync(0);
        _time.Advance(HeardCounts.SilentAfter);
        await SeesAsync(1, others: 0);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(One, Open(1)));
    }

    [Fact]
    public async Task What_one_has_found_out_the_others_hear()
    {
        var heard = _states.Select(_ => new ConcurrentQueue<BackendNews>()).ToList();
        foreach (var (states, queue) in _states.Zip(heard))
        {
            states.Hints.Heard += news =>
            {
                foreach (var each in news)
                    queue.Enqueue(each);
            };
        }

        _states[2].Hints.Learn(new BackendNews(One, IsDown: true));
        await RoundAsync();

        await Wait.UntilAsync(() => !heard[0].IsEmpty && !heard[1].IsEmpty, "news at the other nodes");
        Assert.All(heard.Take(2), queue => Assert.Equal([new BackendNews(One, IsDown: true)], queue));
        Assert.Empty(heard[2]);
    }

    [Fact]
    public async Task Who_is_no_member_is_not_heard()
    {
        _actors[0].Tell(new BackendReport("10.9.9.9:4053", 1, [new BackendCount("pool", One, 5)], []), ActorRefs.NoSender);
        _actors[0].Tell(new BackendReport(_cluster.NameOf(0), 1, [new BackendCount("pool", One, 5)], []), ActorRefs.NoSender);
        await SettleAsync(0);
        Assert.Equal(0, OthersOf(0));

        _actors[0].Tell(new BackendReport(_cluster.NameOf(1), 1, [new BackendCount("pool", One, 5)], []), ActorRefs.NoSender);
        await SettleAsync(0);
        Assert.Equal(1, OthersOf(0));
    }

    /// <summary>A second passes, and each has told what it has to tell.</summary>
    private async Task RoundAsync()
    {
        await SettleAsync(); // they have their timers
        _time.Advance(TimeSpan.FromSeconds(1));
        await SettleAsync();
    }

    private async Task SettleAsync()
    {
        for (var node = 0; node < _actors.Count; node++)
            await SettleAsync(node);
    }

    /// <summary>The actor has done what was sent to it before.</summary>
    private Task<ActorIdentity> SettleAsync(int node) => _actors[node].Ask<ActorIdentity>(new Identify(node), Peer.Timeout);

    private string Open(int node, int preferred = -1)
    {
        var selection = _states[node].Select(Route, IPAddress.Loopback, maxAttempts: 3);
        selection.Preferred = preferred;
        Assert.True(selection.TryNext());
        return selection.Backend!.Id;
    }

    private int OthersOf(int node) => _states[node].Of(Route.Pool).Name.Others;

    private Task SeesAsync(int node, int others) => Wait.UntilAsync(() => OthersOf(node) == others, $"{others} others at node {node}");
}
