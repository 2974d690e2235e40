using System.Collections.Concurrent;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Backends.Reports;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace ActorProxy.Actors.Tests.Backends;

/// <summary>What clients see of backends that fail, through a whole proxy.</summary>
public sealed class EjectedBackendTests
{
    [Fact]
    public async Task A_dead_backend_costs_five_clients_an_attempt_and_is_connected_by_the_node_before_another_tries_it()
    {
        using var dead = new ClosedPort();
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(dead.Url, backend.Url);
        var learned = new ConcurrentQueue<BackendNews>(); // what the other nodes of a cluster are told
        proxy.Node.Context.Pools.Hints.Learned += learned.Enqueue;
        for (var i = 0; i < 20; i++)
            await OpenAndCloseAsync(proxy, backend);
        Assert.Equal(5, proxy.Log.All.OfType<FailedAttempt>().Count());
        await Wait.UntilAsync(() => !learned.IsEmpty, "news for other nodes");

        // Its period is over, again and again, and nothing is there: no client is sent.
        var health = proxy.Load.Members[0].Health;
        for (var i = 0; i < 3; i++)
        {
            var ejections = health.Status.Ejections;
            await Wait.UntilAsync(async () =>
            {
                await proxy.PassAsync(TimeSpan.FromSeconds(1));
                return health.Status.Ejections > ejections;
            }, "the node's own attempt");
            await OpenAndCloseAsync(proxy, backend);
        }
        Assert.Equal(5, proxy.Log.All.OfType<FailedAttempt>().Count());
        Assert.Equal([new BackendNews(dead.Url, IsDown: true)], learned);
    }

    [Fact]
    public async Task One_that_is_taken_out_and_put_back_begins_anew()
    {
        using var dead = new ClosedPort();
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(dead.Url, backend.Url);
        for (var i = 0; i < 12; i++)
            await OpenAndCloseAsync(proxy, backend);
        var health = proxy.Load.Members[0].Health;
        Assert.Equal(BackendPhase.Out, health.Status.Phase);

        Assert.True(RouteTable.TryCreate([TestRoutes.Route(TestRoutes.Pool(backend.Url))], out var without, out _));
        await proxy.Node.ReloadAsync(proxy.Options with { Routes = without });
        await Wait.UntilAsync(async () =>
        {
            await proxy.PassAsync(TimeSpan.FromSeconds(1));
            return health.Status.Phase == BackendPhase.In;
        }, "that it is forgotten");
        Assert.False(health.Status.IsOnProbation);
    }

    [Fact]
    public async Task A_backend_that_answers_500_tries_one_client_a_period_whom_another_serves()
    {
        using var bad = new ScriptedBackend();
        using var good = new ScriptedBackend();
        var pool = TestRoutes.Pool(bad.Url, good.Url) with { Ejection = new EjectionRules { OncePerNetwork = false } };
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(pool)));
        for (var failed = 0; failed < 5;)
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(Handshakes.Request());
            if (await Fails(bad, good))
            {
                Assert.Equal(500, (await client.ReadHeadAsync()).Status);
                failed++;
            }
        }
        Assert.Equal(BackendPhase.Out, proxy.Load.Members[0].Health.Status.Phase);
        await OpenAndCloseAsync(proxy, good);

        await proxy.PassAsync(TimeSpan.FromSeconds(5));
        using var trial = await proxy.ConnectAsync();
        await trial.SendAsync(Handshakes.Request());
        var (upstream, _) = await bad.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
        var (other, _) = await good.AcceptRequestAsync();
        await other.SendAsync(Handshakes.Switching);

        Assert.Equal(101, (await trial.ReadHeadAsync()).Status);
        var attempt = Assert.Single(proxy.Log.All.OfType<FailedAttempt>());
        Assert.Equal((TerminationReason.BackendUnavailable, 1), (attempt.Reason, attempt.Attempt));
        await OpenAndCloseAsync(proxy, good);
    }

    [Fact]
    public async Task A_trial_that_is_not_answered_keeps_its_client_for_200_ms()
    {
        using var bad = new ScriptedBackend();
        using var good = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(bad.Url, good.Url);
        var health = proxy.Load.Members[0].Health;
        for (var i = 0; i < 5; i++)
            health.Failed(BackendFailure.Timeout, network: 0);
        await proxy.PassAsync(TimeSpan.FromSeconds(5));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        using var silent = (await bad.AcceptRequestAsync()).Peer;

        await proxy.PassAsync(TimeSpan.FromMilliseconds(200));

        var (upstream, _) = await good.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        Assert.Equal((BackendPhase.Out, 1), (health.Status.Phase, health.Status.LateTrials));
    }

    [Fact]
    public async Task A_trial_that_has_failed_is_in_the_log()
    {
        const string bad = "ws://127.0.0.1:9";
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(bad, "ws://127.0.0.1:8")));
        await using var proxy = await TestProxy.StartAsync(
            options, akka: ConfigurationFactory.ParseString("akka { loglevel = INFO, stdout-loglevel = OFF, loggers = [] }"));
        var log = Inbox.Create(proxy.Node.System);
        proxy.Node.System.EventStream.Subscribe(log.Receiver, typeof(Info));
        proxy.Node.System.EventStream.Subscribe(log.Receiver, typeof(Warning));
        var health = proxy.Load.Members[0].Health;
        for (var i = 0; i < 5; i++)
            health.Failed(BackendFailure.Timeout, network: 0);
        Assert.EndsWith(" ms: it has failed 5 of them, at last with timeout", await ToldAsync(log, $"Backend {bad} gets no clients for "));

        await proxy.PassAsync(TimeSpan.FromSeconds(5));
        Assert.True(health.TryBeginTrial());
        health.TrialFailed(BackendFailure.Answer, isLate: false);

        Assert.EndsWith(" ms more: its trial has failed with answer", await ToldAsync(log, $"Backend {bad} gets no clients for "));
    }

    private static async Task<string> ToldAsync(Inbox log, string beginning)
    {
        while (true)
        {
            var text = ((LogEvent)await log.ReceiveAsync(Peer.Timeout)).Message.ToString()!;
            if (text.StartsWith(beginning, StringComparison.Ordinal))
                return text;
        }
    }

    /// <summary>Whichever of the two has the handshake answers it: the first one with a 500.</summary>
    private static async Task<bool> Fails(ScriptedBackend bad, ScriptedBackend good)
    {
        await Wait.UntilAsync(() => bad.HasConnection || good.HasConnection, "a handshake at one of them");
        var fails = bad.HasConnection;
        var (upstream, _) = await (fails ? bad : good).AcceptRequestAsync();
        await upstream.SendAsync(fails ? "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n" : Handshakes.Switching);
        return fails;
    }

    private static async Task OpenAndCloseAsync(TestProxy proxy, ScriptedBackend backend)
    {
        var (client, upstream) = await proxy.OpenAsync(backend);
        client.Dispose();
        upstream.Dispose();
    }
}
