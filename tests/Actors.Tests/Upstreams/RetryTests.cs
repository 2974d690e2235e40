using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Upstreams;

/// <summary>The next backend after one that failed, and how backends are charged with connections.</summary>
public abstract class RetryTests(TransportKind transport)
{
    [Fact]
    public async Task After_a_refused_backend_the_next_one_is_tried_and_each_failure_logged_once()
    {
        using var port = new ClosedPort();
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, port.Url, backend.Url);

        var (client, upstream) = await proxy.OpenAsync(backend);

        Assert.Collection(proxy.Log.All,
            e => Assert.Equal((1, port.Url, TerminationReason.BackendRefused),
                e is FailedAttempt f ? (f.Attempt, f.Backend, f.Reason) : default),
            e => Assert.Equal((2, backend.Url), e is OpenedEvent o ? (o.Connection.Attempt, o.Connection.Backend.Id) : default));
        Assert.Equal((0, 1), (proxy.Load.Active(0), proxy.Load.Active(1)));
        client.Dispose();
        upstream.Dispose();
        await proxy.DrainedAsync();
    }

    [Theory] // RFC 9110 sections 15.6.3 to 15.6.5
    [InlineData("HTTP/1.1 502 x\r\nContent-Length: 0\r\n\r\n", TerminationReason.BackendUnavailable)]
    [InlineData("HTTP/1.1 503 x\r\nContent-Length: 0\r\n\r\n", TerminationReason.BackendUnavailable)]
    [InlineData("HTTP/1.1 504 x\r\nContent-Length: 0\r\n\r\n", TerminationReason.BackendUnavailable)]
    [InlineData("garbage\r\n\r\n", TerminationReason.BackendBadHandshake)]
    public async Task After_a_backend_that_cannot_serve_the_next_one_gets_the_same_request(string answer, TerminationReason reason)
    {
        using var first = new ScriptedBackend();
        using var second = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, first.Url, second.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request("/a?b=c"));
        var (failing, request) = await first.AcceptRequestAsync();
        await failing.SendAsync(answer);

        var (upstream, again) = await second.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);

        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        Assert.Equal((request.StartLine, string.Join('\n', request.FieldLines)), (again.StartLine, string.Join('\n', again.FieldLines)));
        await failing.ReadToEndAsync();
        Assert.Equal(reason, Assert.Single(await proxy.Log.AtLeastAsync<FailedAttempt>(1)).Reason);
        Assert.Equal(2, (await proxy.Log.FirstAsync<OpenedEvent>()).Connection.Attempt);
        upstream.Dispose();
        client.Dispose();
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task A_503_of_the_last_backend_is_relayed()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();

        await upstream.SendAsync("HTTP/1.1 503 Busy\r\nRetry-After: 3\r\nContent-Length: 4\r\n\r\nbusy");

        var head = await client.ReadHeadAsync();
        Assert.Equal(("HTTP/1.1 503 Busy", "3"), (head.StartLine, head["Retry-After"].Single()));
        Assert.Equal("busy", (await client.ReadToEndAsync()).Text);
    }

    [Theory]
    [InlineData(null, 3)]
    [InlineData(2, 2)]
    [InlineData(1, 1)]
    public async Task Attempts_are_bounded(int? configured, int expected)
    {
        ClosedPort[] ports = [.. Enumerable.Range(0, 5).Select(_ => new ClosedPort())];
        await using var proxy = await TestProxy.StartAsync(transport,
            TestRoutes.Route(TestRoutes.Pool(ports.Select(p => p.Url)),
                policies: configured is { } attempts ? [new AttemptLimit(attempts)] : []));

        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());

        Assert.Equal(502, (await client.ReadHeadAsync()).Status);
        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal((TerminationReason.BackendRefused, expected), (refused.Reason, refused.Attempt));
        Assert.Equal(Enumerable.Range(1, expected - 1), proxy.Log.All.OfType<FailedAttempt>().Select(f => f.Attempt));
        Array.ForEach(ports, p => p.Dispose());
    }

    [Fact]
    public async Task Least_connections_counts_what_is_open_and_nothing_afterwards()
    {
        using var first = new ScriptedBackend();
        using var second = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(
            transport, TestRoutes.Route(TestRoutes.Pool(PickerKind.LeastConnections, first.Url, second.Url)));
        List<(Peer Client, Peer Backend)> open = [];
        for (var i = 0; i < 4; i++)
        {
            var client = await proxy.ConnectAsync();
            await client.SendAsync(Handshakes.Request());
            await Wait.UntilAsync(() => first.HasConnection || second.HasConnection, "a connection on one of the backends");
            var (upstream, _) = await (first.HasConnection ? first : second).AcceptRequestAsync();
            await upstream.SendAsync(Handshakes.Switching);
            await client.ReadHeadAsync();
            open.Add((client, upstream));
        }

        Assert.Equal((2, 2), (proxy.Load.Active(0), proxy.Load.Active(1)));

        foreach (var (client, upstream) in open)
        {
            client.Dispose();
            upstream.Dispose();
        }
        await proxy.DrainedAsync();
        Assert.Equal((0, 0), (proxy.Load.Active(0), proxy.Load.Active(1)));
    }

    public sealed class OnEpoll() : RetryTests(TransportKind.Auto);

    public sealed class OnSockets() : RetryTests(TransportKind.Sockets);
}
