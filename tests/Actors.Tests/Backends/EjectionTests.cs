using System.Net;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Backends;

/// <summary>Backends that fail their clients get none for a while, and come back by way of one that tries them.</summary>
public sealed class EjectionTests
{
    private const string Bad = "ws://127.0.0.1:1";
    private const string Good = "ws://127.0.0.1:2";

    private readonly FakeTimeProvider _time = new();
    private readonly PoolStates _states;
    private readonly List<(string Backend, BackendPhase Phase)> _told = [];
    private int _clients;

    public EjectionTests()
    {
        _states = new PoolStates(_time);
        _states.HealthChanged += health => _told.Add(($"{health.Address}", health.Status.Phase));
    }

    [Fact]
    public void After_five_failures_nobody_goes_there_any_more()
    {
        EjectBad(Route(Bad, Good));

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(Good, Serve(Route(Bad, Good))));
        Assert.Equal([(Bad, BackendPhase.Out)], _told);
    }

    [Fact]
    public void Other_pools_of_the_address_know_it()
    {
        EjectBad(Route(Bad, Good));

        var other = Route(Bad, "ws://127.0.0.1:3");
        other = other with { Pool = other.Pool with { Name = "other" } };
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal("ws://127.0.0.1:3", Serve(other)));
    }

    [Fact]
    public void The_only_backend_of_a_pool_is_never_out()
    {
        EjectBad(Route(Bad, Good));
        Assert.Equal(Bad, Serve(Route(Bad)));
    }

    [Fact]
    public void Where_none_may_be_out_none_is_judged()
    {
        for (var i = 0; i < 20; i++)
            Reach(Bad, Route(Bad), Client(), selection => selection.Failed(TerminationReason.BackendRefused));
        Assert.Empty(_told);
        Assert.Contains(Bad, Enumerable.Range(0, 2).Select(_ => Serve(Route(Bad, Good))));
    }

    [Fact]
    public void One_that_serves_though_it_is_out_since_too_many_are_is_in_when_its_time_is_over()
    {
        var route = Route(Bad, Good);
        EjectBad(route);
        _time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 5; i++)
            Reach(Good, route, Client(), selection => selection.Answered(500, isUpgrade: true));
        Assert.Equal(Good, Serve(route)); // of two, one may be out
        Assert.Equal((Good, BackendPhase.Out), _told[^1]);

        Reach(Good, route, Client(), selection => selection.Answered(200, isUpgrade: false));
        Assert.Equal((Good, BackendPhase.Out), _told[^1]);
        _time.Advance(TimeSpan.FromSeconds(5));
        Reach(Good, route, Client(), selection => selection.Answered(200, isUpgrade: false));
        Assert.Equal((Good, BackendPhase.In), _told[^1]);
    }

    [Fact]
    public void Who_is_led_by_cookie_or_hash_to_a_backend_that_is_well_tries_no_other()
    {
        EjectBad(Route(Bad, Good));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Good, Serve(Route(Bad, Good), mayTry: true, preferred: 1));

        var hashed = TestRoutes.Route(TestRoutes.Pool(PickerKind.ClientIpHash, Bad, Good));
        for (var i = 0; i < 50; i++)
        {
            var client = Client();
            var unjudged = _states.Of(hashed.Pool with { Ejection = new EjectionRules { Failures = 0 } });
            var owner = unjudged.Peek(unjudged.Now(), StableHash.Of(client));
            var selection = Select(hashed, client);
            Assert.True(selection.TryNext(mayTry: true));
            Assert.Equal(owner == 0, selection.IsTrial);
            selection.Leave();
        }
    }

    [Fact]
    public void What_one_network_provokes_ejects_nobody()
    {
        for (var i = 0; i < 100; i++)
        {
            Reach(Bad, Route(Bad, Good), IPAddress.Parse($"10.1.1.{i}"), selection => selection.Answered(500, isUpgrade: true));
            Reach(Bad, Route(Bad, Good), IPAddress.Parse($"10.1.1.{i}"), Closes1011);
        }
        Assert.Empty(_told);

        var hidden = Route(Bad, Good);
        hidden = hidden with { Pool = hidden.Pool with { Ejection = new EjectionRules { OncePerNetwork = false } } };
        for (var i = 0; i < 5; i++)
            Reach(Bad, hidden, IPAddress.Parse("10.1.1.1"), selection => selection.Answered(500, isUpgrade: true));
        Assert.NotEmpty(_told);
    }

    [Fact]
    public void Failed_connects_of_one_network_eject()
    {
        for (var i = 0; i < 5; i++)
            Reach(Bad, Route(Bad, Good), IPAddress.Loopback, selection => selection.Failed(TerminationReason.BackendConnectTimeout));
        Assert.Equal([(Bad, BackendPhase.Out)], _told);
    }

    [Fact]
    public void One_that_closes_what_it_has_accepted_is_out_though_its_handshakes_go_well()
    {
        // Ten are open at a time, as the bad ends come a second after their 101s.
        var open = new Queue<BackendSelection>();
        for (var i = 0; _told.Count == 0; i++)
        {
            Assert.InRange(i, 0, 40);
            var selection = Select(Route(Bad, Good), Client());
            Assert.True(selection.TryNext());
            selection.Opened();
            open.Enqueue(selection);
            if (open.Count > 10)
                End(open.Dequeue());
        }
        Assert.Equal([(Bad, BackendPhase.Out)], _told);

        void End(BackendSelection selection)
        {
            if (selection.Backend!.Id == Bad)
                selection.Closed(Ended(TerminationSource.Backend, 1011), TimeSpan.FromSeconds(1));
            selection.Leave();
        }
    }

    [Fact]
    public void One_handshake_tries_it_when_its_time_has_come_and_ends_the_ejection()
    {
        EjectBad(Route(Bad, Good));
        _time.Advance(TimeSpan.FromSeconds(5));

        var trial = Select(Route(Bad, Good), Client());
        Assert.True(trial.TryNext(mayTry: true));
        Assert.Equal((Bad, true, 4, TimeSpan.FromMilliseconds(200)),
            (trial.Backend!.Id, trial.IsTrial, trial.MaxAttempts, trial.Deadline!.Value));
        Assert.Equal(Good, Serve(Route(Bad, Good)));
        trial.Opened();
        Assert.Equal(Good, Serve(Route(Bad, Good))); // its tunnel may end at once yet

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains(Bad, Enumerable.Range(0, 100).Select(_ => Serve(Route(Bad, Good))));
        Assert.Equal(BackendPhase.In, _told[^1].Phase);
    }

    [Fact]
    public void A_request_that_cannot_be_done_twice_tries_nobody()
    {
        EjectBad(Route(Bad, Good));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(Good, Serve(Route(Bad, Good), mayTry: false));
        Assert.Equal(Bad, Serve(Route(Bad, Good), mayTry: true));
    }

    [Fact]
    public void Where_no_request_may_try_it_it_is_back_by_itself_until_its_next_failure()
    {
        EjectBad(Route(Bad, Good));
        _time.Advance(TimeSpan.FromSeconds(24));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(Good, Serve(Route(Bad, Good))));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains(Bad, Enumerable.Range(0, 1000).Select(_ => Serve(Route(Bad, Good))));

        Reach(Bad, Route(Bad, Good), Client(), selection => selection.Failed(TerminationReason.BackendReset));
        Assert.Equal((Bad, BackendPhase.Out), _told[^1]);
    }

    [Fact]
    public void A_request_that_is_late_at_all_backends_counts_at_one()
    {
        var route = Route(Bad, Good, "ws://127.0.0.1:3");
        for (var i = 0; i < 7; i++)
        {
            var selection = Select(route, Client());
            while (selection.TryNext())
                selection.Failed(TerminationReason.BackendTimeout);
            selection.Leave();
        }
        Assert.Empty(_told);
    }

    [Fact]
    public void A_pool_that_speaks_to_its_backends_otherwise_judges_by_itself()
    {
        var route = Route("wss://127.0.0.1:1", "wss://127.0.0.1:2");
        var other = route with { Pool = route.Pool with { Tls = new BackendTls { Verify = false } } };
        Assert.NotSame(_states.Of(route.Pool).Members[0].Health, _states.Of(other.Pool).Members[0].Health);
        var plain = Route(Bad, Good);
        var alike = plain with { Pool = plain.Pool with { Tls = new BackendTls { Verify = false } } };
        Assert.Same(_states.Of(plain.Pool).Members[0].Health, _states.Of(alike.Pool).Members[0].Health);
    }

    [Fact]
    public void A_trial_that_fails_is_the_last_one_for_twice_as_long()
    {
        EjectBad(Route(Bad, Good));
        _time.Advance(TimeSpan.FromSeconds(5));
        var trial = Select(Route(Bad, Good), Client());
        trial.TryNext(mayTry: true);

        trial.Answered(500, isUpgrade: true);
        Assert.True(trial.TryNext());
        Assert.Equal((Good, false, 2), (trial.Backend!.Id, trial.IsTrial, trial.Attempt));

        _time.Advance(TimeSpan.FromSeconds(8.9));
        Assert.Equal(Good, Serve(Route(Bad, Good), mayTry: true));
        _time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal(Bad, Serve(Route(Bad, Good), mayTry: true));
    }

    [Fact]
    public void A_trial_whose_client_goes_is_the_next_ones()
    {
        EjectBad(Route(Bad, Good));
        _time.Advance(TimeSpan.FromSeconds(5));
        var trial = Select(Route(Bad, Good), Client());
        trial.TryNext(mayTry: true);
        trial.Leave();

        Assert.Equal(Bad, Serve(Route(Bad, Good), mayTry: true));
        Assert.Equal(0, _states.Of(Route(Bad, Good).Pool).Active(0));
    }

    [Fact]
    public void A_client_is_led_elsewhere_while_its_backend_is_out_and_back_to_it_afterwards()
    {
        EjectBad(Route(Bad, Good));
        Assert.Equal(Good, Serve(Route(Bad, Good), preferred: 0));
        _time.Advance(TimeSpan.FromSeconds(5));
        var trial = Select(Route(Bad, Good), Client());
        trial.TryNext(mayTry: true);
        trial.Answered(200, isUpgrade: false);

        Assert.Equal(Bad, Serve(Route(Bad, Good), preferred: 0));
    }

    [Fact]
    public void One_that_is_back_gets_its_share_little_by_little()
    {
        EjectBad(Route(Bad, Good));
        _time.Advance(TimeSpan.FromSeconds(5));
        var trial = Select(Route(Bad, Good), Client());
        trial.TryNext(mayTry: true);
        trial.Answered(200, isUpgrade: false);

        Assert.InRange(Share(), 20, 80); // 5 parts of 105
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.InRange(Share(), 290, 400); // 52 of 152
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(500, Share());

        int Share() => Enumerable.Range(0, 1000).Count(_ => Serve(Route(Bad, Good)) == Bad);
    }

    [Fact]
    public void Where_nothing_ejects_a_backend_is_tried_for_ever()
    {
        var route = Route(Bad, Good);
        route = route with { Pool = route.Pool with { Ejection = new EjectionRules { Failures = 0 } } };
        for (var i = 0; i < 100; i++)
            Reach(Bad, route, Client(), selection => selection.Failed(TerminationReason.BackendTimeout));
        Assert.Empty(_told);
    }

    private void EjectBad(Route route)
    {
        for (var i = 0; i < 5; i++)
            Reach(Bad, route, Client(), selection => selection.Answered(500, isUpgrade: true));
    }

    /// <summary>Has a client reach a backend, and says what came of it.</summary>
    private void Reach(string backend, Route route, IPAddress client, Action<BackendSelection> outcome)
    {
        var selection = Select(route, client);
        selection.Preferred = route.Pool.Backends.Index().Single(b => b.Item.Id == backend).Index;
        Assert.True(selection.TryNext());
        if (selection.Backend!.Id == backend)
            outcome(selection);
        selection.Leave();
    }

    /// <returns>The backend that the next client has.</returns>
    private string Serve(Route route, bool mayTry = false, int preferred = -1)
    {
        var selection = Select(route, Client());
        selection.Preferred = preferred;
        Assert.True(selection.TryNext(mayTry));
        var backend = selection.Backend!.Id;
        selection.Leave();
        return backend;
    }

    private BackendSelection Select(Route route, IPAddress client) => _states.Select(route, client, maxAttempts: 3);

    /// <summary>Each of another network.</summary>
    private IPAddress Client() => new([10, (byte)(++_clients >> 8), (byte)_clients, 1]);

    private static void Closes1011(BackendSelection selection)
    {
        selection.Opened();
        selection.Closed(Ended(TerminationSource.Backend, 1011), TimeSpan.FromSeconds(1));
    }

    private static TunnelEnd Ended(TerminationSource by, int code) => new(TerminationReason.Closed, by, code, Cut: false);

    private static Route Route(params string[] backends) => TestRoutes.Route(TestRoutes.Pool(PickerKind.RoundRobin, backends));
}
