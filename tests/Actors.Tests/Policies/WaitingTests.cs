using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Policies;

/// <summary>An upgrade that one of its policies holds.</summary>
public sealed class WaitingTests : IAsyncLifetime
{
    private readonly ScriptedBackend _backend = new();
    private readonly GateKeeper _keeper = new();
    private TestProxy _proxy = null!;

    public async Task InitializeAsync()
    {
        var gated = TestRoutes.Route(TestRoutes.Pool(_backend.Url), "/gated", [new Gate { Keeper = _keeper }]);
        var free = TestRoutes.Route(TestRoutes.Pool(_backend.Url), "/free") with { Id = "free" };
        Assert.True(RouteTable.TryCreate([gated, free], out var table, out _));
        // One loop: who waits must not hold it up.
        var options = TestRoutes.Options(gated) with { Routes = table, Transport = new TransportSettings { Loops = 1 } };
        _proxy = await TestProxy.StartAsync(options, phases: Gate.Phases);
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _backend.Dispose();
    }

    [Fact]
    public async Task It_goes_on_when_it_may_and_others_do_in_the_meantime()
    {
        using var client = await AskAsync("/gated");
        await _keeper.Arrived.WaitAsync(Peer.Timeout);
        using (var other = await AskAsync("/free"))
        {
            using var served = (await _backend.AcceptRequestAsync()).Peer;
            await served.SendAsync(Handshakes.Switching);
            Assert.Equal(101, (await other.ReadHeadAsync()).Status);
        }
        await client.SendAsync("early");

        _keeper.Say(PhaseResult.Continue);

        using var upstream = (await _backend.AcceptRequestAsync()).Peer;
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        Assert.Equal("early", await upstream.ReadTextAsync(5));
        Assert.False((await _keeper.Arrived).Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task It_may_be_refused()
    {
        using var client = await AskAsync("/gated");
        await _keeper.Arrived.WaitAsync(Peer.Timeout);

        _keeper.Say(new PhaseResult.Refused(TerminationReason.BadRequest, "no"));

        Assert.Equal(400, (await client.ReadHeadAsync()).Status);
    }

    [Fact]
    public async Task It_is_refused_where_that_takes_too_long()
    {
        using var client = await AskAsync("/gated");
        var session = await _keeper.Arrived.WaitAsync(Peer.Timeout);

        await _proxy.PassAsync(_proxy.Options.Handshake.PolicyTimeout);

        Assert.Equal(503, (await client.ReadHeadAsync()).Status);
        Assert.True(session.Ended.IsCancellationRequested);
        Assert.Equal((TerminationReason.PolicyTimeout, (int?)503),
            await _proxy.Log.FirstAsync<RefusedRequest>() is var told ? (told.Reason, told.Status) : default);
        _keeper.Say(PhaseResult.Continue);
        await client.ReadToEndAsync();
        client.Dispose();
        await _proxy.DrainedAsync();
        Assert.False(_backend.HasConnection);
    }

    [Fact]
    public async Task It_ends_with_its_client()
    {
        var client = await AskAsync("/gated");
        var session = await _keeper.Arrived.WaitAsync(Peer.Timeout);

        client.Dispose();

        await _proxy.DrainedAsync();
        Assert.True(session.Ended.IsCancellationRequested);
        Assert.Equal(TerminationReason.ClientLost, (await _proxy.Log.FirstAsync<RefusedRequest>()).Reason);
    }

    [Fact]
    public async Task A_fault_of_the_policy_is_ours()
    {
        using var client = await AskAsync("/gated");
        await _keeper.Arrived.WaitAsync(Peer.Timeout);

        _keeper.Fail(new InvalidOperationException("out of order"));

        Assert.Equal(500, (await client.ReadHeadAsync()).Status);
        Assert.Contains("out of order", (await _proxy.Log.FirstAsync<RefusedRequest>()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_fails_when_it_is_called_off_changes_nothing()
    {
        using var client = await AskAsync("/gated");
        var session = await _keeper.Arrived.WaitAsync(Peer.Timeout);
        session.Ended.Register(() => throw new InvalidOperationException("out of order"));

        await _proxy.PassAsync(_proxy.Options.Handshake.PolicyTimeout);

        Assert.Equal(503, (await client.ReadHeadAsync()).Status);
        await client.ReadToEndAsync();
        client.Dispose();
        await _proxy.DrainedAsync();
    }

    [Fact]
    public async Task It_ends_with_the_node()
    {
        using var client = await AskAsync("/gated");
        var session = await _keeper.Arrived.WaitAsync(Peer.Timeout);

        await _proxy.Node.DisposeAsync();

        Assert.Equal(503, (await client.ReadHeadAsync()).Status);
        Assert.True(session.Ended.IsCancellationRequested);
    }

    private async Task<Peer> AskAsync(string path)
    {
        var client = await _proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request(path));
        return client;
    }
}
