using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;

namespace ActorProxy.Actors.Tests.Upstreams;

/// <summary>Which host a backend is told that a handshake is for.</summary>
public sealed class HostHeaderTests
{
    [Theory]
    [InlineData(HostHeader.Auto, false)]
    [InlineData(HostHeader.Client, false)]
    [InlineData(HostHeader.Backend, true)]
    public async Task It_is_the_clients_or_the_backends(HostHeader mode, bool own)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(
            TestRoutes.Pool(backend.Url) with { HostHeader = mode })));
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshakes.Request());

        var (_, head) = await backend.AcceptRequestAsync();
        Assert.Equal([own ? $"{backend.EndPoint}" : "example.com"], head["Host"]);
        Assert.Equal(["example.com"], head["X-Forwarded-Host"]);
    }

    [Fact]
    public async Task After_one_that_fails_the_next_has_its_own()
    {
        using var closed = new ClosedPort();
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(
            TestRoutes.Pool(closed.Url, backend.Url) with { HostHeader = HostHeader.Backend })));
        for (var i = 0; i < 2; i++)
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(Handshakes.Request());
            Assert.Equal([$"{backend.EndPoint}"], (await backend.AcceptRequestAsync()).Request["Host"]);
        }
    }

    [Theory]
    [InlineData("ws://a.example", HostHeader.Auto, false)]
    [InlineData("wss://a.example", HostHeader.Auto, true)]
    [InlineData("wss://192.0.2.1", HostHeader.Auto, false)]
    [InlineData("wss://a.example", HostHeader.Client, false)]
    [InlineData("ws://192.0.2.1", HostHeader.Backend, true)]
    public void Names_behind_TLS_are_told_their_own_unless_it_is_said_otherwise(string url, HostHeader mode, bool own)
    {
        var pool = TestRoutes.Pool(PickerKind.RoundRobin, url) with { HostHeader = mode };
        Assert.Equal(own, pool.SendsOwnHost(pool.Backends[0]));
    }
}
