using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Policies;

/// <summary>A policy whose phase fails leaves nothing open.</summary>
public sealed class FailingPhaseTests
{
    [Fact]
    public async Task A_tunnel_phase_that_fails_ends_both_sides()
    {
        using var backend = new ScriptedBackend();
        var phases = TestPhases.With<Broken>();
        await using var proxy = await TestProxy.StartAsync(
            TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url), policies: [new Broken()])), phases: phases);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);

        Assert.Equal(500, (await client.ReadHeadAsync()).Status);
        await upstream.ReadToEndAsync();
        Assert.Equal(TerminationReason.InternalError, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        upstream.Dispose();
        client.Dispose();
        await proxy.DrainedAsync();
    }
}

[Setting("Fails.", Key = "broken")]
public sealed record Broken : IPolicy
{
    [Setting("Has no meaning.")]
    public string Name { get; init; } = "";
}

public sealed class BrokenPhase(Broken broken) : ITunnelPhase
{
    public void OnTunnel(ProxySession session, TunnelPlan plan) => throw new InvalidOperationException($"out of order {broken.Name}");
}
