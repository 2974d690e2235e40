using System.Globalization;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Connections;

/// <summary>Upgrades and plain requests that wait for a backend of their pool, through a whole proxy.</summary>
public sealed class QueueTests : IAsyncLifetime
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    private readonly ScriptedBackend _backend = new();
    private TestProxy _proxy = null!;

    private PoolStates Pools => _proxy.Node.Context.Pools;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _backend.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task They_wait_until_another_one_leaves_in_the_order_in_which_they_came(bool isUpgrade)
    {
        await StartAsync();
        var holder = await _proxy.OpenAsync(_backend);
        using var first = await WaitAsync(isUpgrade);
        using var second = await WaitAsync(isUpgrade);
        Assert.False(_backend.HasConnection);
        if (isUpgrade)
            await first.SendAsync("early");

        Close(holder);
        using (var served = await ServeAsync(first, isUpgrade))
        {
            if (isUpgrade)
                Assert.Equal(("early", 1), (await served.ReadTextAsync(5), Pools.Queued));
        }
        first.Dispose();
        using (await ServeAsync(second, isUpgrade))
            Assert.Equal(0, Pools.Queued);
        second.Dispose();
        await _proxy.DrainedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Beyond_the_length_they_are_refused_and_told_when_to_come_again(bool isUpgrade)
    {
        await StartAsync(queue => queue with { Length = 1 });
        var holder = await _proxy.OpenAsync(_backend);
        using var waiting = await WaitAsync(isUpgrade);
        var told = new HashSet<int>();
        for (var i = 0; i < 20; i++)
        {
            using var refused = await AskAsync(isUpgrade);
            told.Add(await RefusedAsync(refused));
        }
        Assert.All(told, seconds => Assert.InRange(seconds, 5, 10));
        Assert.NotEqual(1, told.Count);
        Assert.Equal((TerminationReason.BackendLimit, (int?)503), await EndAsync(isUpgrade));
        Close(holder);
        (await ServeAsync(waiting, isUpgrade)).Dispose();
    }

    [Theory]
    [InlineData(true, false, TerminationReason.BackendLimit)]
    [InlineData(false, false, TerminationReason.BackendLimit)]
    [InlineData(true, true, TerminationReason.NoBackend)]
    [InlineData(false, true, TerminationReason.NoBackend)]
    public async Task After_their_time_they_are_refused(bool isUpgrade, bool isDisabled, TerminationReason reason)
    {
        await StartAsync();
        var holder = await _proxy.OpenAsync(_backend);
        if (isDisabled)
            Pools.Switches.Off = new HashSet<string> { _backend.Url };
        using var client = await WaitAsync(isUpgrade);

        await _proxy.PassAsync(TimeSpan.FromSeconds(4));
        Assert.Equal(1, Pools.Queued);
        await _proxy.PassAsync(TimeSpan.FromSeconds(1));

        Assert.InRange(await RefusedAsync(client), 5, 10);
        Assert.Equal((reason, (int?)503), await EndAsync(isUpgrade));
        Assert.Equal(0, Pools.Queued);
        Close(holder);
        client.Dispose();
        await _proxy.DrainedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_goes_has_no_place_any_more(bool isUpgrade)
    {
        await StartAsync(queue => queue with { Length = 1 });
        var holder = await _proxy.OpenAsync(_backend);
        var gone = await WaitAsync(isUpgrade);

        gone.Reset();

        await Wait.UntilAsync(() => Pools.Queued == 0, "that it leaves");
        Assert.Equal(TerminationReason.ClientLost, (await EndAsync(isUpgrade)).Reason);
        using var next = await WaitAsync(isUpgrade);
        Close(holder);
        (await ServeAsync(next, isUpgrade)).Dispose();
    }

    [Fact]
    public async Task A_node_that_stops_ends_them()
    {
        await StartAsync();
        Pools.Switches.Off = new HashSet<string> { _backend.Url };
        using var client = await WaitAsync(isUpgrade: true);
        var pools = Pools;

        await _proxy.Node.DisposeAsync();

        Assert.Equal(503, (await client.ReadHeadAsync()).Status);
        Assert.Equal((TerminationReason.NodeShutdown, (int?)503), await EndAsync(isUpgrade: true));
        Assert.Equal(0, pools.Queued);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backend_that_is_enabled_serves_them(bool isUpgrade)
    {
        await StartAsync();
        Pools.Switches.Off = new HashSet<string> { _backend.Url };
        using var client = await WaitAsync(isUpgrade);

        Pools.Switches.Off = new HashSet<string>();

        (await ServeAsync(client, isUpgrade)).Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reload_that_gives_their_pool_another_backend_serves_them_there(bool isUpgrade)
    {
        await StartAsync();
        var holder = await _proxy.OpenAsync(_backend);
        using var other = new ScriptedBackend();
        using var client = await WaitAsync(isUpgrade);
        var route = _proxy.Options.Routes.Routes[0];
        var pool = route.Pool with { Backends = [.. route.Pool.Backends, .. TestRoutes.Pool(other.Url).Backends] };
        Assert.True(RouteTable.TryCreate([route with { Pool = pool }], out var table, out _));

        await _proxy.Node.ReloadAsync(_proxy.Options with { Routes = table });

        (await ServeAsync(client, isUpgrade, other)).Dispose();
        Assert.False(_backend.HasConnection);
        Close(holder);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task They_wait_no_longer_than_all_attempts_may_take(bool isUpgrade)
    {
        await StartAsync(change: options => options with
        {
            Handshake = options.Handshake with { TotalTimeout = TimeSpan.FromSeconds(2) },
        });
        var holder = await _proxy.OpenAsync(_backend);
        using var client = await WaitAsync(isUpgrade);

        await _proxy.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(1, Pools.Queued);
        await _proxy.PassAsync(TimeSpan.FromSeconds(1));

        await RefusedAsync(client);
        Assert.Equal((TerminationReason.BackendLimit, (int?)503), await EndAsync(isUpgrade));
        Close(holder);
    }

    [Fact]
    public async Task A_request_has_its_body_with_it()
    {
        await StartAsync();
        var holder = await _proxy.OpenAsync(_backend);
        using var client = await WaitAsync("POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 4\r\n\r\nbo");
        await client.SendAsync("dy");

        Close(holder);

        using var served = (await _backend.AcceptRequestAsync()).Peer;
        Assert.Equal("body", await served.ReadTextAsync(4));
        await served.SendAsync(Ok);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_attempts_together_take_no_longer_than_they_may(bool isUpgrade)
    {
        using var other = new ScriptedBackend();
        await StartAsync(
            queue: null,
            options => options with
            {
                Handshake = options.Handshake with { ResponseTimeout = TimeSpan.FromSeconds(3), TotalTimeout = TimeSpan.FromSeconds(4) },
                Http = options.Http with { ActivityTimeout = TimeSpan.FromSeconds(3) },
            },
            other.Url);
        using var client = await AskAsync(isUpgrade);
        using var first = await SilentAsync(other);
        await _proxy.PassAsync(TimeSpan.FromSeconds(3));
        using var second = await SilentAsync(other);

        await _proxy.PassAsync(TimeSpan.FromSeconds(1)); // of the 3 s that the second one might have

        Assert.Equal(504, (await client.ReadHeadAsync()).Status);
        Assert.Equal((TerminationReason.BackendTimeout, (int?)504), await EndAsync(isUpgrade));
        Assert.Equal(TerminationReason.BackendTimeout, Assert.Single(_proxy.Log.All.OfType<FailedAttempt>()).Reason);
    }

    [Fact]
    public async Task A_response_that_has_begun_is_not_ended_by_it()
    {
        await StartAsync(change: options => options with
        {
            Handshake = options.Handshake with { TotalTimeout = TimeSpan.FromSeconds(1) },
        });
        using var client = await AskAsync(isUpgrade: false);
        using var upstream = (await _backend.AcceptRequestAsync()).Peer;
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);

        await _proxy.PassAsync(TimeSpan.FromSeconds(10));
        await upstream.SendAsync("ok");

        Assert.Equal("ok", await client.ReadTextAsync(2));
    }

    private async Task StartAsync(
        Func<QueueRules, QueueRules>? queue = null, Func<ProxyOptions, ProxyOptions>? change = null, params string[] others)
    {
        var rules = new QueueRules { Length = 10, Timeout = TimeSpan.FromSeconds(5) };
        var pool = TestRoutes.Pool([_backend.Url, .. others]) with
        {
            MaxConnectionsPerBackend = 1,
            Queue = queue?.Invoke(rules) ?? rules,
        };
        var options = TestRoutes.Options(TestRoutes.Route(pool));
        _proxy = await TestProxy.StartAsync(change?.Invoke(options) ?? options, gateway: new FakeGateway());
    }

    /// <summary>The backend that has the next attempt, and does not answer it.</summary>
    private async Task<Peer> SilentAsync(ScriptedBackend other)
    {
        await Wait.UntilAsync(() => _backend.HasConnection || other.HasConnection, "an attempt at one of them");
        return (await (_backend.HasConnection ? _backend : other).AcceptRequestAsync()).Peer;
    }

    private Task<Peer> AskAsync(bool isUpgrade) => AskAsync(RequestOf(isUpgrade));

    private async Task<Peer> AskAsync(string request)
    {
        var client = await _proxy.ConnectAsync();
        await client.SendAsync(request);
        return client;
    }

    private Task<Peer> WaitAsync(bool isUpgrade) => WaitAsync(RequestOf(isUpgrade));

    /// <summary>A client that asks, and waits.</summary>
    private async Task<Peer> WaitAsync(string request)
    {
        var before = Pools.Queued;
        var client = await AskAsync(request);
        await Wait.UntilAsync(() => Pools.Queued == before + 1, "that it waits");
        return client;
    }

    /// <summary>The client that has waited is served by the backend.</summary>
    private async Task<Peer> ServeAsync(Peer client, bool isUpgrade, ScriptedBackend? backend = null)
    {
        var (upstream, _) = await (backend ?? _backend).AcceptRequestAsync();
        await upstream.SendAsync(isUpgrade ? Handshakes.Switching : Ok);
        Assert.Equal(isUpgrade ? 101 : 200, (await client.ReadHeadAsync()).Status);
        return upstream;
    }

    /// <summary>The client is told to come again after so many seconds.</summary>
    private static async Task<int> RefusedAsync(Peer client)
    {
        var head = await client.ReadHeadAsync();
        Assert.Equal(503, head.Status);
        return int.Parse(Assert.Single(head["Retry-After"]), CultureInfo.InvariantCulture);
    }

    /// <summary>How the first one that has ended did so.</summary>
    private async Task<(TerminationReason Reason, int? Status)> EndAsync(bool isUpgrade)
    {
        if (!isUpgrade)
            return await _proxy.Log.FirstAsync<ServedRequest>() is var served ? (served.Reason, served.Status) : default;
        return await _proxy.Log.FirstAsync<RefusedRequest>() is var refused ? (refused.Reason, refused.Status) : default;
    }

    private static string RequestOf(bool isUpgrade) =>
        isUpgrade ? Handshakes.Request() : "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n";

    private static void Close((Peer Client, Peer Backend) tunnel)
    {
        tunnel.Client.Dispose();
        tunnel.Backend.Dispose();
    }
}
