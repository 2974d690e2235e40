using System.Globalization;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Admission;

public sealed class ConnectionLimitTests
{
    [Fact]
    public async Task Who_is_over_the_limit_is_told_when_to_come_again_and_may_when_another_has_left()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, new LimitOptions { MaxConnections = 2, RetryAfter = TimeSpan.FromSeconds(7) });
        var first = await proxy.OpenAsync(backend);
        var second = await proxy.OpenAsync(backend);

        using var third = await proxy.ConnectAsync();
        var answer = await third.ReadHeadAsync();
        Assert.Equal(503, answer.Status);
        Assert.InRange(int.Parse(Assert.Single(answer["Retry-After"]), CultureInfo.InvariantCulture), 7, 14);
        Assert.False((await third.ReadToEndAsync()).Reset);
        Assert.Equal((TerminationReason.ConnectionLimit, 503), await RefusalAsync(proxy));

        first.Client.Dispose();
        first.Backend.Dispose();
        await Wait.UntilAsync(() => proxy.Node.Context.Admission.Connections == 1, "the place that was left");
        var fourth = await proxy.OpenAsync(backend);
        foreach (var peer in (Peer[])[second.Client, second.Backend, fourth.Client, fourth.Backend])
            peer.Dispose();
        await proxy.DrainedAsync();
        Assert.Equal(0, proxy.Node.Context.Admission.Connections);
    }

    [Fact]
    public async Task Beyond_the_rate_clients_are_refused()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, new LimitOptions { ConnectionRate = 1, ConnectionBurst = 1 });
        var (client, upstream) = await proxy.OpenAsync(backend);
        using var second = await proxy.ConnectAsync();
        Assert.Equal(503, (await second.ReadHeadAsync()).Status);
        Assert.Equal((TerminationReason.RateLimit, 503), await RefusalAsync(proxy));
        client.Dispose();
        upstream.Dispose();
    }

    private static async Task<(TerminationReason, int?)> RefusalAsync(TestProxy proxy)
    {
        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        return (refused.Reason, refused.Status);
    }

    private static Task<TestProxy> StartAsync(ScriptedBackend backend, LimitOptions limits) =>
        TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url))) with { Limits = limits });
}
