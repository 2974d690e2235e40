using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends.Health;
using Akka.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Reports;

/// <summary>Two whole nodes in a cluster, of which one asks a backend each second and the other once an hour.</summary>
public sealed class ClusteredChecksTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task What_one_finds_down_the_other_asks_before_its_time()
    {
        using var backend = new ScriptedBackend();
        await using var often = await StartAsync(backend.Url, TimeSpan.FromSeconds(1));
        await using var seldom = await StartAsync(backend.Url, TimeSpan.FromHours(1));
        var address = Cluster.Get(often.Node.ControlSystem).SelfAddress;
        foreach (var proxy in (TestProxy[])[often, seldom])
            Cluster.Get(proxy.Node.ControlSystem).Join(address);
        foreach (var proxy in (TestProxy[])[often, seldom])
        {
            await Wait.UntilAsync(
                () => Cluster.Get(proxy.Node.ControlSystem).State.Members.Count(member => member.Status == MemberStatus.Up) == 2,
                "a cluster of two");
        }
        await UntilAsync(() => StatusOf(often).Latency is not null && StatusOf(seldom).Latency is not null);

        var before = _time.GetUtcNow();
        backend.Dispose();
        await UntilAsync(() => StatusOf(often).IsDown && StatusOf(seldom).IsDown);

        Assert.InRange(_time.GetUtcNow() - before, TimeSpan.Zero, TimeSpan.FromMinutes(50)); // it would have asked by itself in 54
        Assert.Contains("refused", StatusOf(seldom).Error, StringComparison.OrdinalIgnoreCase);
    }

    private Task<TestProxy> StartAsync(string url, TimeSpan interval) => TestProxy.StartAsync(
        TestCluster.Of(TestRoutes.Options(TestRoutes.Route(
            TestRoutes.Pool(url) with { HealthCheck = new HealthCheck { Interval = interval, Fall = 1, Rise = 1 } }))),
        time: _time, akka: TestCluster.Config);

    private static CheckStatus StatusOf(TestProxy proxy) => proxy.Load.Members[0].Check!.Status;

    private Task UntilAsync(Func<bool> happened) => Wait.UntilAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return happened();
        },
        "what a health check says");
}
