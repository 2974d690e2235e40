using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>A phase that is told how requests end that are no upgrade.</summary>
public sealed class EndPhaseTests
{
    [Fact]
    public async Task Each_request_of_a_connection_is_told_once()
    {
        using var backend = new ScriptedBackend();
        var ledger = new Ledger();
        await using var proxy = await GatewayProxy.StartAsync(
            TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url), policies: [ledger])), phases: Ledger.Phases);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/1"));
        using var upstream = (await backend.AcceptRequestAsync()).Peer;
        await upstream.SendAsync(Answers.Ok);
        var served = await ledger.NextAsync();
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        await client.ReadTextAsync(2);
        await client.SendAsync(Requests.Get("/2"));
        await upstream.ReadHeadAsync();
        client.Dispose();
        var lost = await ledger.NextAsync();

        Assert.Equal((TerminationReason.Completed, TerminationSource.Backend, 200), (served.Reason, served.Source, served.Status));
        Assert.Equal((TerminationReason.ClientLost, TerminationSource.Client), (lost.Reason, lost.Source));
        await proxy.DrainedAsync();
        Assert.False(ledger.Ends.Reader.TryRead(out _));
    }
}
