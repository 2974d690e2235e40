using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Routes;

/// <summary>Values that are swapped while tunnels are open.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public async Task A_new_tunnel_has_the_new_values_and_an_open_one_keeps_its_own()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);
        var (old, oldBackend) = await proxy.OpenAsync(backend);

        await proxy.Node.ReloadAsync(proxy.Node.Options with { Tunnel = new TunnelOptions { IdleTimeout = TimeSpan.FromSeconds(10) } });
        var (fresh, freshBackend) = await proxy.OpenAsync(backend);
        await proxy.PassAsync(TimeSpan.FromSeconds(10));

        Assert.NotNull(await fresh.ReadFrameAsync());
        Assert.Equal(0, old.Available);
        foreach (var peer in new[] { old, oldBackend, fresh, freshBackend })
            peer.Dispose();
    }

    [Fact]
    public async Task Limits_and_lists_are_those_of_now()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);
        var (old, oldBackend) = await proxy.OpenAsync(backend);

        await proxy.Node.ReloadAsync(proxy.Node.Options with { Limits = new LimitOptions { MaxConnections = 1,
            RetryAfter = TimeSpan.FromMinutes(30) } });

        using var client = await proxy.ConnectAsync();
        var answer = await client.ReadHeadAsync();
        Assert.Equal(503, answer.Status);
        Assert.InRange(int.Parse(Assert.Single(answer["Retry-After"]), System.Globalization.CultureInfo.InvariantCulture), 1800, 3600);
        old.Dispose();
        oldBackend.Dispose();
    }
}
