using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Pipeline.Attempts;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Pipeline.Attempts;

/// <summary>What follows each attempt: the same for an upgrade and for a request that may be done twice.</summary>
public sealed class AttemptLoopTests
{
    private PoolStates _pools = new(TimeProvider.System);

    public static TheoryData<TerminationReason> Reasons => [.. Enum.GetValues<TerminationReason>()];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void After_every_failure_upgrades_and_requests_are_answered_alike(TerminationReason reason)
    {
        foreach (var backends in new[] { 1, 2, 3 })
        foreach (var limit in new[] { 0, 1 })
        {
            var upgrade = Way(isUpgrade: true, "GET");
            Assert.Equal(upgrade, Way(isUpgrade: false, "GET"));
            Assert.Equal(upgrade, Way(isUpgrade: false, "DELETE"));
            Assert.Equal($"{new AttemptStep.Refuse(reason, "it failed")}", upgrade[^1]);

            // All but which backend, where a picker may choose.
            List<string> Way(bool isUpgrade, string method)
            {
                _pools = new PoolStates(TimeProvider.System); // whose picks begin anew
                var session = Session(backends, limit, isUpgrade, method);
                var steps = new List<AttemptStep> { AttemptLoop.Begin(session) };
                while (steps[^1] is AttemptStep.Send)
                    steps.Add(AttemptLoop.Failed(session, reason, "it failed"));
                return [.. steps.Select(step => step is AttemptStep.Send send
                    ? $"to another after {send.After?.Attempt} {send.After?.Reason}"
                    : $"{step}")];
            }
        }
    }

    [Theory] // RFC 9110 sections 15.6.3 to 15.6.5
    [InlineData(200, false)]
    [InlineData(404, false)]
    [InlineData(500, false)]
    [InlineData(502, true)]
    [InlineData(503, true)]
    [InlineData(504, true)]
    public void A_backend_that_cannot_serve_now_is_followed_by_another_while_there_is_one(int status, bool another)
    {
        foreach (var isUpgrade in new[] { true, false })
        {
            var session = Session(backends: 2, limit: 0, isUpgrade, "GET");
            AttemptLoop.Begin(session);

            var step = AttemptLoop.Answered(session, status);

            Assert.Equal(another, step is AttemptStep.Send { After: { Attempt: 1, Reason: TerminationReason.BackendUnavailable } });
            Assert.Equal(another ? 2 : 1, session.Selection!.Attempt);
            // The last one's answer is the client's.
            Assert.Same(AttemptStep.Relay, another ? AttemptLoop.Answered(session, status) : step);
        }
    }

    [Fact]
    public void Where_none_may_be_tried_at_first_it_is_said_why()
    {
        var full = Session(backends: 1, limit: 1, isUpgrade: true, "GET");
        Assert.IsType<AttemptStep.Send>(AttemptLoop.Begin(full));

        Assert.Equal(TerminationReason.BackendLimit,
            Assert.IsType<AttemptStep.Refuse>(AttemptLoop.Begin(Session(1, limit: 1, isUpgrade: false, "GET"))).Reason);
        Assert.Equal(TerminationReason.NoBackend,
            Assert.IsType<AttemptStep.Refuse>(AttemptLoop.Begin(Session(0, limit: 1, isUpgrade: true, "GET"))).Reason);
        full.Selection!.Leave();
    }

    [Fact]
    public void A_backend_that_is_disabled_is_not_full()
    {
        _pools.Switches.Off = new HashSet<string> { "ws://127.0.0.1:1" };

        Assert.Equal(TerminationReason.NoBackend,
            Assert.IsType<AttemptStep.Refuse>(AttemptLoop.Begin(Session(1, limit: 0, isUpgrade: false, "GET"))).Reason);
        Assert.Equal(TerminationReason.NoBackend,
            Assert.IsType<AttemptStep.Refuse>(AttemptLoop.Begin(Session(1, limit: 1, isUpgrade: true, "GET"))).Reason);
    }

    [Fact]
    public void A_failure_is_told_though_all_others_are_full()
    {
        var others = Session(backends: 2, limit: 1, isUpgrade: true, "GET");
        AttemptLoop.Begin(others);
        var session = Session(backends: 2, limit: 1, isUpgrade: false, "GET");
        AttemptLoop.Begin(session);

        Assert.Equal(new AttemptStep.Refuse(TerminationReason.BackendRefused, "closed"),
            AttemptLoop.Failed(session, TerminationReason.BackendRefused, "closed"));
        Assert.Same(AttemptStep.Relay, AttemptLoop.Answered(session, 503));
        others.Selection!.Leave();
    }

    [Fact]
    public void Where_none_may_be_tried_one_waits_whose_pool_has_a_queue()
    {
        var pool = Queueing("ws://127.0.0.1:1");
        Assert.IsType<AttemptStep.Send>(AttemptLoop.Begin(Session(pool, isUpgrade: true, "GET")));
        Assert.Equal(new AttemptStep.Wait(), AttemptLoop.Begin(Session(pool, isUpgrade: true, "GET")));
        Assert.Equal(new AttemptStep.Wait(), AttemptLoop.Begin(Session(pool, isUpgrade: false, "POST")));

        // Who has been sent before is told of what that came to.
        var two = Queueing("ws://127.0.0.1:1", "ws://127.0.0.1:2");
        var sent = Session(two, isUpgrade: true, "GET");
        Assert.IsType<AttemptStep.Send>(AttemptLoop.Begin(sent));
        Assert.IsType<AttemptStep.Refuse>(AttemptLoop.Failed(sent, TerminationReason.BackendRefused, "closed"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_trial_that_fails_while_all_others_are_full_leads_to_the_queue(bool isAnswered)
    {
        var time = new FakeTimeProvider();
        _pools = new PoolStates(time);
        var pool = Queueing("ws://127.0.0.1:1", "ws://127.0.0.1:2");
        for (var i = 0; i < 5; i++)
            _pools.Of(pool).Members[0].Health.Failed(BackendFailure.Timeout, network: 0);
        var holder = Session(pool, isUpgrade: true, "GET");
        Assert.IsType<AttemptStep.Send>(AttemptLoop.Begin(holder));
        time.Advance(TimeSpan.FromSeconds(6));
        var session = Session(pool, isUpgrade: true, "GET");
        Assert.IsType<AttemptStep.Send>(AttemptLoop.Begin(session));
        Assert.True(session.Selection!.IsTrial);

        var step = isAnswered
            ? AttemptLoop.Answered(session, 500)
            : AttemptLoop.Failed(session, TerminationReason.BackendReset, "closed");

        Assert.Equal(("ws://127.0.0.1:1", 1), Assert.IsType<AttemptStep.Wait>(step).After is { } tried
            ? (tried.Backend.Id, tried.Attempt)
            : default);
        Assert.True(session.Selection.TryWait(() => { }));
        Assert.Equal(0, _pools.Of(pool).Active(0));
        holder.Selection!.Leave();
        Assert.True(session.Selection.MayLook());
        Assert.Equal(new AttemptStep.Send(), AttemptLoop.Begin(session));
        Assert.Equal("ws://127.0.0.1:2", session.Selection.Backend!.Id);
    }

    [Fact]
    public void Where_the_time_for_all_attempts_is_over_there_is_no_further_one()
    {
        var time = new FakeTimeProvider();
        _pools = new PoolStates(time);
        var session = Session(backends: 3, limit: 0, isUpgrade: true, "GET");
        session.Selection!.TotalTimeout = TimeSpan.FromSeconds(3);
        AttemptLoop.Begin(session);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<AttemptStep.Send>(AttemptLoop.Failed(session, TerminationReason.BackendTimeout, "late"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new AttemptStep.Refuse(TerminationReason.BackendTimeout, "late"),
            AttemptLoop.Failed(session, TerminationReason.BackendTimeout, "late"));
    }

    [Fact] // RFC 9110 section 9.2.2
    public void What_may_be_done_once_only_is_not_sent_again()
    {
        var session = Session(backends: 2, limit: 0, isUpgrade: false, "POST");
        AttemptLoop.Begin(session);

        Assert.IsType<AttemptStep.Refuse>(AttemptLoop.Failed(session, TerminationReason.BackendReset, ""));
        Assert.Same(AttemptStep.Relay, AttemptLoop.Answered(session, 503));
        Assert.IsType<AttemptStep.Refuse>(AttemptLoop.Failed(session, TerminationReason.BackendRefused, "", bodyBegun: true));
        Assert.IsType<AttemptStep.Send>(AttemptLoop.Failed(session, TerminationReason.BackendRefused, ""));
    }

    /// <summary>Each backend may have one connection, and others wait for that.</summary>
    private static BackendPool Queueing(params string[] urls) =>
        TestRoutes.Pool(urls) with { MaxConnectionsPerBackend = 1, Queue = new QueueRules { Length = 10 } };

    private ProxySession Session(int backends, int limit, bool isUpgrade, string method)
    {
        var pool = new BackendPool("pool", TestRoutes.Pool(Enumerable.Range(1, backends).Select(i => $"ws://127.0.0.1:{i}")).Backends,
            PickerKind.RoundRobin) { MaxConnectionsPerBackend = limit };
        return Session(pool, isUpgrade, method);
    }

    private ProxySession Session(BackendPool pool, bool isUpgrade, string method)
    {
        var session = new ProxySession(new ListenerOptions("web", IPAddress.Loopback, 0), new ClientInfo(IPAddress.Loopback, "http", "id"),
            IPAddress.Loopback, new RequestHead(method, "/", []), isUpgrade, ForwardingPolicy.Default);
        session.Enter(TestRoutes.Route(pool), [], new RoutePipelines(PhaseCatalogue.Standard), new RequestPlace("a", "/"), "/");
        session.Select(_pools, new HandshakeOptions());
        return session;
    }
}
