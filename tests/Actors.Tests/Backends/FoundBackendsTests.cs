using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Backends.Sources;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Routing;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Backends;

/// <summary>A name of which all addresses are backends, while they come and go.</summary>
public sealed class FoundBackendsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedNames _names = new();
    private readonly EndpointSources _sources;
    private readonly PoolStates _states;
    private int _found;

    public FoundBackendsTests()
    {
        _sources = Found.By(_names, _time);
        _states = new PoolStates(_time, _sources);
        _states.BackendsFound += () => Interlocked.Increment(ref _found);
    }

    public void Dispose() => _sources.Dispose();

    [Fact]
    public async Task Before_its_addresses_are_known_a_name_is_one_backend()
    {
        Assert.Equal(["ws://b.example:9000"], Ids(Route()));
        await AnswerAsync("10.0.0.2", "10.0.0.1");
        Assert.Equal(["ws://10.0.0.1:9000", "ws://10.0.0.2:9000"], Ids(Route()));
        Assert.All(_states.Of(Route().Pool).Members, member => Assert.Equal("b.example:9000", member.Backend.Address.Authority));
    }

    [Fact]
    public async Task Those_that_stay_keep_their_connections_and_those_that_are_gone_get_none()
    {
        await AnswerAsync("10.0.0.1", "10.0.0.2");
        _time.Advance(TimeSpan.FromMinutes(1)); // both have their full share
        var (first, second) = (Take(), Take());
        Assert.Equal(["ws://10.0.0.1:9000", "ws://10.0.0.2:9000"], new[] { first.Backend!.Id, second.Backend!.Id }.Order());

        await AnswerAsync("10.0.0.2", "10.0.0.3");
        Assert.Equal([1, 0], _states.Of(Route().Pool).Members.Select(member => member.State.Active));
        Assert.DoesNotContain("ws://10.0.0.1:9000", Enumerable.Range(0, 20).Select(_ => Take().Backend!.Id));
        first.Leave();
        second.Leave();
    }

    [Fact]
    public async Task A_request_goes_on_among_the_backends_that_it_began_with()
    {
        await AnswerAsync("10.0.0.1", "10.0.0.2");
        var selection = Take();
        await AnswerAsync("10.0.0.9");

        Assert.True(selection.TryNext());
        Assert.Equal(2, selection.Attempt);
        Assert.NotEqual("ws://10.0.0.9:9000", selection.Backend!.Id);
        Assert.False(selection.TryNext());
    }

    [Fact]
    public async Task An_answer_of_the_same_addresses_in_another_order_changes_nothing()
    {
        await AnswerAsync("10.0.0.1", "10.0.0.2");
        var (members, found) = (_states.Of(Route().Pool).Now().Members, _found);
        _names.Answer(IPAddress.Parse("10.0.0.2"), IPAddress.Parse("10.0.0.1"));
        var asked = _names.Asked;
        await Wait.UntilAsync(() =>
        {
            _time.Advance(ScriptedNames.Ttl);
            return _names.Asked >= asked + 3;
        }, "the third question");

        Assert.Same(members, _states.Of(Route().Pool).Now().Members);
        Assert.Equal(found, _found);
    }

    [Fact]
    public async Task One_that_comes_later_begins_with_a_part_of_its_share()
    {
        await AnswerAsync("10.0.0.1", "10.0.0.2");
        _time.Advance(TimeSpan.FromMinutes(1));
        await AnswerAsync("10.0.0.1", "10.0.0.2", "10.0.0.3");

        Assert.InRange(Share("10.0.0.3"), 5, 50); // 5 parts of 205
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.InRange(Share("10.0.0.3"), 160, 250); // 52 of 252
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.InRange(Share("10.0.0.3"), 333, 334);
    }

    [Fact]
    public async Task Least_connections_leads_one_that_comes_later_along_its_ramp_to_even()
    {
        var route = Route(PickerKind.LeastConnections);
        await AnswerAsync("10.0.0.1", "10.0.0.2", "10.0.0.3");
        Assert.Equal(3, Ids(route).Count);
        _time.Advance(TimeSpan.FromMinutes(1));
        Fill(300);
        Assert.Equal([100, 100, 100], Counts());

        await AnswerAsync("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4");
        Fill(20);
        Assert.InRange(Counts()[3], 4, 7); // 5 % of what the others have
        _time.Advance(TimeSpan.FromSeconds(5));
        Fill(200);
        Assert.InRange(Counts()[3], 60, 90); // a half
        _time.Advance(TimeSpan.FromSeconds(5));
        Fill(480);
        Assert.Equal([250, 250, 250, 250], Counts());

        void Fill(int connections)
        {
            for (var i = 0; i < connections; i++)
                Take(route);
        }

        List<int> Counts() => [.. _states.Of(route.Pool).Members.Select(member => member.State.Active)];
    }

    [Fact]
    public async Task One_that_is_found_is_for_who_waits()
    {
        var route = Route();
        route = route with { Pool = route.Pool with { MaxConnectionsPerBackend = 1, Queue = new QueueRules { Length = 1 } } };
        var pool = _states.Of(route.Pool);
        await _names.AnswerAsync(pool, _time, "10.0.0.1");
        var holder = Take(route);
        var (waiter, woken) = (_states.Select(route, IPAddress.Loopback, maxAttempts: 3), 0);
        Assert.False(waiter.TryNext());
        Assert.True(waiter.TryWait(() => Interlocked.Increment(ref woken)));
        Assert.True(waiter.MayLook());
        Assert.False(waiter.TryFollow(pool));
        Assert.False(waiter.TryNext());
        var before = Volatile.Read(ref woken);

        await _names.AnswerAsync(pool, _time, "10.0.0.1", "10.0.0.2");

        await Wait.UntilAsync(() => Volatile.Read(ref woken) > before, "that it is woken");
        Assert.True(waiter.MayLook());
        Assert.True(waiter.TryFollow(pool));
        Assert.True(waiter.TryNext());
        Assert.Equal("ws://10.0.0.2:9000", waiter.Backend!.Id);
        waiter.Leave();
        holder.Leave();
    }

    private int Share(string address) => Enumerable.Range(0, 1000).Count(_ =>
    {
        var selection = Take();
        var isThere = selection.Backend!.Address.At!.Equals(IPAddress.Parse(address));
        selection.Leave();
        return isThere;
    });

    private BackendSelection Take(Route? route = null)
    {
        var selection = _states.Select(route ?? Route(), IPAddress.Loopback, maxAttempts: 3);
        Assert.True(selection.TryNext());
        return selection;
    }

    private List<string> Ids(Route route) => [.. _states.Of(route.Pool).Members.Select(member => member.Backend.Id)];

    private Task AnswerAsync(params string[] addresses) => _names.AnswerAsync(_states.Of(Route().Pool), _time, addresses);

    private static Route Route(PickerKind picker = PickerKind.RoundRobin) => TestRoutes.Route(new BackendPool("pool",
        [Backend.At(new BackendAddress("b.example", 9000)) with { Addresses = EndpointSource.All }], picker));
}
