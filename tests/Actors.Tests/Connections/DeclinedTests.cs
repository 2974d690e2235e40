using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Connections;

/// <summary>Upgrades that a backend declines with an answer that does not end: they count for as long as it is passed on.</summary>
public abstract class DeclinedTests(TransportKind transport)
{
    private const string Stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 1000000000\r\n\r\n";

    public static TheoryData<string, int, TerminationReason> Limits => new()
    {
        { "node", 503, TerminationReason.ConnectionLimit },
        { "client", 429, TerminationReason.ClientLimit },
        { "route", 503, TerminationReason.RouteLimit },
        { "backend", 503, TerminationReason.BackendLimit },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task They_hold_the_limits_until_the_last_byte(string limit, int status, TerminationReason reason)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, limit);
        var first = await DeclineAsync(proxy, backend);
        var second = await DeclineAsync(proxy, backend);

        using (var third = await proxy.ConnectAsync())
        {
            await third.SendAsync(Handshakes.Request());
            Assert.Equal(status, (await third.ReadHeadAsync()).Status);
            Assert.Equal(reason, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        }

        first.Upstream.Dispose();
        await first.Client.ReadToEndAsync();
        first.Client.Dispose();
        await Wait.UntilAsync(() => proxy.Node.Context.Admission.Connections == 1, "the place that was left");
        var fourth = await DeclineAsync(proxy, backend);
        foreach (var (client, upstream) in ((Peer, Peer)[])[second, fourth])
        {
            client.Dispose();
            upstream.Dispose();
        }
        await proxy.DrainedAsync();
        Assert.Equal(0, proxy.Node.Context.Admission.Connections);
    }

    [Fact]
    public async Task They_are_in_the_directory_with_what_has_passed_and_an_operator_can_close_them()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, "");
        var (client, upstream) = await DeclineAsync(proxy, backend);
        // They count when they are written, which the client may know before.
        await Wait.UntilAsync(async () => (await proxy.ListAsync()).Connections.Single().Traffic.BytesFromBackend == 5, "five bytes");

        var row = Assert.Single((await proxy.ListAsync()).Connections);
        Assert.Equal((false, backend.Url), (row.Info.IsTunnel, row.Info.Backend.Id));
        Assert.Empty(proxy.Log.All);

        Assert.True(await proxy.Node.Directory.Ask<bool>(
            new CloseById(row.Info.Id, CloseCommand.For(TerminationReason.OperatorClose)), Peer.Timeout));
        Assert.True((await client.ReadToEndAsync()).Reset);
        await upstream.ReadToEndAsync();
        Assert.Equal((TerminationReason.OperatorClose, 200), await RefusalAsync(proxy));
        client.Dispose();
        upstream.Dispose();
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_answer_is_cut_after_the_write_timeout()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, "");
        var (client, upstream) = await DeclineAsync(proxy, backend);
        var sending = Task.Run(async () =>
        {
            try
            {
                while (true)
                    await upstream.SendAsync(new byte[64 * 1024]);
            }
            catch (System.Net.Sockets.SocketException)
            {
                // The proxy has closed it.
            }
        });

        var refused = proxy.Log.FirstAsync<RefusedRequest>();
        await proxy.PassUntilAsync(refused, proxy.Options.Limits.WriteTimeout);

        Assert.Equal((TerminationReason.WriteTimeout, 200), await RefusalAsync(proxy));
        await sending;
        client.Dispose();
        upstream.Dispose();
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task A_client_that_leaves_its_answer_leaves_nothing_behind()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, "");
        var (client, upstream) = await DeclineAsync(proxy, backend);

        client.Reset();
        await upstream.SendAsync("more");
        await upstream.SendAsync("and more");

        await upstream.ReadToEndAsync();
        Assert.Equal((TerminationReason.ClientLost, 200), await RefusalAsync(proxy));
        await proxy.DrainedAsync();
        upstream.Dispose();
    }

    [Fact]
    public async Task Who_was_refused_and_does_not_close_counts_until_its_socket_is_closed()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, "");
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(426, (await client.ReadHeadAsync()).Status);
        Assert.Equal(1, proxy.Node.Context.Admission.Connections);

        await proxy.PassUntilAsync(client.ReadToEndAsync(), proxy.Options.Tunnel.CloseTimeout);

        await proxy.DrainedAsync();
        Assert.Equal(0, proxy.Node.Context.Admission.Connections);
    }

    private static async Task<(Peer Client, Peer Upstream)> DeclineAsync(TestProxy proxy, ScriptedBackend backend)
    {
        var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Stream);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        await upstream.SendAsync("event");
        Assert.Equal("event", await client.ReadTextAsync(5));
        return (client, upstream);
    }

    private static async Task<(TerminationReason, int?)> RefusalAsync(TestProxy proxy)
    {
        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        return (refused.Reason, refused.Status);
    }

    private Task<TestProxy> StartAsync(ScriptedBackend backend, string limit)
    {
        var addresses = TestRoutes.Pool(backend.Url);
        var pool = new BackendPool(addresses.Name, addresses.Backends,
            addresses.Picker) { MaxConnectionsPerBackend = limit == "backend" ? 2 : 0 };
        PolicySet policies = [new ConnectionLimit(limit == "route" ? 2 : 0)];
        return TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(pool, policies: policies), transport) with
        {
            // In a time that tests move, a backend is silent for long.
            Handshake = new HandshakeOptions { ResponseTimeout = TimeSpan.FromHours(1) },
            Limits = new LimitOptions { MaxConnections = limit == "node" ? 2 : 0, MaxConnectionsPerClient = limit == "client" ? 2 : 0 },
        });
    }

    public sealed class OnEpoll() : DeclinedTests(TransportKind.Auto);

    public sealed class OnSockets() : DeclinedTests(TransportKind.Sockets);
}
