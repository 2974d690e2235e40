using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Connections;

/// <summary>A ConnectionActor that fails is stopped, its client is told, and nothing of it stays.</summary>
public sealed class SupervisionTests
{
    [Theory] // RFC 9110 section 15.6.1
    [InlineData("GET / HTTP/1.1\r\nHost: exam")]
    [InlineData(null)]
    public async Task A_fault_before_the_101_is_a_500_and_one_event(string? request)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(request ?? Handshakes.Request());
        var upstream = request is null ? (await backend.AcceptRequestAsync()).Peer : null;
        await Wait.UntilAsync(async () => (await proxy.ConnectionActorsAsync()).Count == 1, "the ConnectionActor");

        (await proxy.ConnectionActorsAsync()).Single().Tell(Kill.Instance);

        Assert.Equal(500, (await client.ReadHeadAsync()).Status);
        await client.ReadToEndAsync();
        client.Finish();
        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Single(proxy.Log.All);
        Assert.Equal((TerminationReason.InternalError, (int?)500), (refused.Reason, refused.Status));
        Assert.Equal(request is null ? backend.Url : null, refused.Backend);
        if (upstream is not null)
            Assert.True((await upstream.ReadToEndAsync()).Reset);
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task A_fault_at_a_refusal_is_a_500_without_detail()
    {
        await using var proxy = await TestProxy.StartAsync(
            TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool())), new ThrowingAccessLog());
        using var client = await proxy.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");

        Assert.Equal(500, (await client.ReadHeadAsync()).Status);
        Assert.DoesNotContain("secret", (await client.ReadToEndAsync()).Text);
        client.Finish();
        await proxy.DrainedAsync();
    }

    [Fact] // RFC 6455 section 7.4.1: 1011
    public async Task A_fault_right_after_the_101_is_a_Close_1011_on_both_sides()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(
            TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url))), new ThrowingAccessLog());

        var (client, upstream) = await proxy.OpenAsync(backend);

        Assert.Equal(1011, (await client.ReadFrameAsync()).CloseCode);
        Assert.Equal(1011, (await upstream.ReadFrameAsync()).CloseCode);
        client.Dispose();
        upstream.Dispose();
        await proxy.DrainedAsync();
    }
}
