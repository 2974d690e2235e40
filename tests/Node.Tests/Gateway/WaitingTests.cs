using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>A request that is no upgrade, and that one of its policies holds.</summary>
public sealed class WaitingTests : IAsyncLifetime
{
    private readonly ScriptedBackend _backend = new();
    private readonly GateKeeper _keeper = new();
    private GatewayProxy _proxy = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _backend.Dispose();
    }

    [Fact]
    public async Task It_goes_on_when_it_may()
    {
        using var client = await AskAsync(TimeSpan.FromMinutes(1));
        await _keeper.Arrived.WaitAsync(Peer.Timeout);

        _keeper.Say(PhaseResult.Continue);

        using var upstream = (await _backend.AcceptRequestAsync()).Peer;
        await upstream.SendAsync(Answers.Ok);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
    }

    [Fact] // Of real time: the server keeps its own clock.
    public async Task It_is_refused_where_that_takes_too_long()
    {
        using var client = await AskAsync(TimeSpan.FromMilliseconds(10));
        var session = await _keeper.Arrived.WaitAsync(Peer.Timeout);

        Assert.Equal(503, (await client.ReadHeadAsync()).Status);
        Assert.Equal(TerminationReason.PolicyTimeout, (await _proxy.Log.FirstAsync<ServedRequest>()).Reason);
        Assert.True(session.Ended.IsCancellationRequested);
        Assert.False(_backend.HasConnection);
    }

    [Fact]
    public async Task It_ends_with_its_client()
    {
        var client = await AskAsync(TimeSpan.FromMinutes(1));
        var session = await _keeper.Arrived.WaitAsync(Peer.Timeout);

        client.Dispose();

        Assert.Equal(TerminationReason.ClientLost, (await _proxy.Log.FirstAsync<ServedRequest>()).Reason);
        Assert.True(session.Ended.IsCancellationRequested);
    }

    private async Task<Peer> AskAsync(TimeSpan timeout)
    {
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(_backend.Url), policies: [new Gate { Keeper = _keeper }]));
        _proxy = await GatewayProxy.StartAsync(
            options with
            {
                Handshake = options.Handshake with { PolicyTimeout = timeout },
                Http = options.Http with { HalfCloseTimeout = TimeSpan.Zero },
            }, phases: Gate.Phases);
        var client = await _proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        return client;
    }
}
