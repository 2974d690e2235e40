using ActorProxy.Actors.Closing;
using ActorProxy.Shared.Draining;
using ActorProxy.Shared.Termination;
using Akka.Actor;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Closing;

/// <summary>Who is told to close, and when, in a time that stands still until the test moves it.</summary>
public sealed class PacedCloserTests : IDisposable
{
    private static readonly TimeSpan Over = TimeSpan.FromSeconds(30);
    private static readonly CloseCommand Command = CloseCommand.For(TerminationReason.NodeShutdown, "enough");

    private readonly FakeTimeProvider _time = new();
    private readonly HashSet<string> _ended = [];
    private readonly List<string> _told = [];
    private readonly List<DateTimeOffset> _rounds = [];
    private readonly CloseBudget _budget;
    private readonly Receiver _connection;
    private readonly Receiver _owner;
    private PacedCloser _closer;

    public PacedCloserTests()
    {
        _budget = new CloseBudget(_time);
        _connection = new Receiver(message =>
        {
            var close = Assert.IsType<CloseConnection>(message);
            Assert.Equal(Command, close.Command);
            _told.Add(close.Id!);
        });
        _owner = new Receiver(message =>
        {
            Assert.IsType<PacedCloser.Round>(message);
            _rounds.Add(_time.GetUtcNow());
        });
        _closer = Closer();
    }

    [Fact]
    public void The_first_is_told_at_once_and_each_other_in_its_part_of_the_time()
    {
        var ids = Ids(10);

        _closer.CloseOver(ids, Over);

        Assert.Equal(ids[..1], _told);
        Assert.Equal(9, _closer.Count);
        for (var part = 1; part <= 10; part++)
        {
            Pass(Over / 10);
            // One may be due in the last moment of its part, and the next round is a tick later.
            Assert.InRange(_told.Count, part, part + 1);
        }
        Pass(PacedCloser.Tick);
        Assert.Equal(ids, _told);
        Assert.Equal(0, _closer.Count);
    }

    [Fact]
    public void Rounds_are_a_tick_apart_at_least_however_many_are_due()
    {
        var ids = Ids(1000);

        _closer.CloseOver(ids, TimeSpan.FromSeconds(1));
        Pass(TimeSpan.FromSeconds(1) + PacedCloser.Tick, step: TimeSpan.FromMilliseconds(1));

        Assert.Equal(ids, _told);
        Assert.All(_rounds.Zip(_rounds.Skip(1), (one, next) => next - one), wait => Assert.True(wait >= PacedCloser.Tick));
        Assert.InRange(_rounds.Count, 10, 20);
    }

    [Fact]
    public void Those_that_are_due_at_once_go_in_one_round()
    {
        var ids = Ids(100);

        _closer.CloseOver(ids, Over);
        Pass(Over, step: Over);

        Assert.Equal(ids, _told);
        Assert.Single(_rounds);
    }

    [Fact]
    public void Without_a_time_all_are_told_at_once_and_no_round_comes()
    {
        var ids = Ids(100);

        _closer.CloseOver(ids, TimeSpan.Zero);
        Assert.Equal(ids, _told);
        Pass(Over);

        Assert.Equal(ids, _told);
        Assert.Empty(_rounds);
    }

    [Fact]
    public void One_that_is_removed_stays_and_may_get_a_time_again()
    {
        _closer.CloseOver(["a", "b", "c"], Over);

        _closer.Remove("b");
        Assert.False(_closer.IsWaiting("b"));
        Pass(Over + PacedCloser.Tick);
        Assert.Equal(["a", "c"], _told);

        _closer.CloseOver(["b"], Over);
        Assert.Equal(["a", "c", "b"], _told);
    }

    [Fact]
    public void Late_ones_take_moments_of_their_own()
    {
        foreach (var id in Ids(100))
            _closer.CloseLate(id, Over);

        // Each is with the odds of a half in the first half.
        Pass(Over / 2);
        Assert.InRange(_told.Count, 10, 90);

        Pass(Over / 2 + PacedCloser.Tick);
        Assert.Equal(Ids(100), _told.Order());
    }

    [Fact]
    public void A_late_one_without_a_time_is_told_at_once()
    {
        _closer.CloseLate("a", TimeSpan.Zero);

        Assert.Equal(["a"], _told);
    }

    [Fact]
    public void Nobody_is_told_after_a_cancel_until_there_is_another_order()
    {
        _closer.CloseOver(Ids(10), Over);

        _closer.Cancel();
        Assert.Equal(0, _closer.Count);
        Pass(Over * 2);
        Assert.Single(_told);
        Assert.Empty(_rounds);

        // Also who was told before: the order is a new one.
        _closer.CloseOver(Ids(10), TimeSpan.Zero);
        Assert.Equal(11, _told.Count);
    }

    [Fact]
    public void One_is_told_once_whoever_asks_for_it_again()
    {
        _closer.CloseOver(["a"], Over);

        _closer.CloseOver(["a"], Over);
        _closer.CloseLate("a", TimeSpan.Zero);
        _closer.Close("a");
        Pass(Over * 2);

        Assert.Equal(["a"], _told);
        Assert.True(_closer.WasTold("a"));
    }

    [Fact]
    public void One_that_has_its_time_keeps_it()
    {
        _closer.CloseOver(["a", "b"], Over);

        _closer.CloseOver(["b"], TimeSpan.Zero);
        _closer.CloseLate("b", TimeSpan.Zero);
        Assert.Equal(["a"], _told);
        Assert.True(_closer.IsWaiting("b"));

        Pass(Over + PacedCloser.Tick);
        Assert.Equal(["a", "b"], _told);
    }

    [Fact]
    public void One_is_told_before_its_time_where_that_is_ordered()
    {
        _closer.CloseOver(["a", "b"], Over);

        _closer.Close("b");
        Assert.Equal(["a", "b"], _told);
        Pass(Over * 2);

        Assert.Equal(2, _told.Count);
    }

    [Fact]
    public void One_that_ended_by_itself_is_nothing()
    {
        _closer.CloseOver(["a", "b"], Over);

        _ended.Add("b");
        Pass(Over * 2);
        _closer.Close("b");

        Assert.Equal(["a"], _told);
        Assert.False(_closer.WasTold("b"));
    }

    [Fact]
    public void Who_was_told_and_has_ended_can_be_forgotten()
    {
        _closer.CloseOver(["a", "b"], TimeSpan.Zero);
        _ended.Add("a");

        _closer.ForgetEnded();

        Assert.Equal((false, true), (_closer.WasTold("a"), _closer.WasTold("b")));
    }

    [Fact]
    public void No_more_are_told_than_the_budget_has_and_those_that_have_ended_cost_nothing()
    {
        _budget.Grant(10, TimeSpan.FromHours(1), 0);
        var ids = Ids(100);
        _ended.UnionWith(ids.Take(50));

        _closer.CloseOver(ids, TimeSpan.Zero);
        Assert.InRange(_budget.Pending, 49, 50);
        Pass(TimeSpan.FromSeconds(2));

        Assert.InRange(_told.Count, 20, 21);
        Assert.Equal(50 - _told.Count, _budget.Pending);
        _budget.Paused = true;
        Pass(TimeSpan.FromSeconds(2));
        Assert.InRange(_told.Count, 20, 21);
        _budget.Paused = false;
        Pass(TimeSpan.FromSeconds(4));
        Assert.Equal((50, 0), (_told.Count, _budget.Pending));
    }

    [Fact]
    public void What_is_cancelled_does_not_wait_any_more()
    {
        _budget.Grant(0, TimeSpan.FromHours(1), 0);
        _closer.CloseOver(Ids(100), Over);
        Assert.Equal(100, _budget.Pending);

        _closer.Cancel();

        Assert.Equal((0, 0), (_closer.Count, _budget.Pending));
    }

    [Fact]
    public void An_owner_that_looks_for_more_is_told_rounds_in_which_nothing_is_due()
    {
        _closer.Dispose();
        _closer = Closer(every: PacedCloser.Tick * 2);

        _closer.CloseOver([], Over);
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(10, _rounds.Count);

        _closer.Cancel();
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(10, _rounds.Count);
    }

    public void Dispose() => _closer.Dispose();

    private static List<string> Ids(int count) => [.. Enumerable.Range(0, count).Select(i => $"c{i:D4}")];

    private PacedCloser Closer(TimeSpan? every = null) =>
        new(Command, id => _ended.Contains(id) ? null : _connection, _time, _owner, _budget, every);

    /// <summary>Moves the clock on in steps, after each of which the owner does what it was told.</summary>
    private void Pass(TimeSpan time, TimeSpan? step = null)
    {
        var by = step ?? PacedCloser.Tick;
        for (var passed = TimeSpan.Zero; passed < time; passed += by)
        {
            var rounds = _rounds.Count;
            _time.Advance(by);
            if (_rounds.Count > rounds)
                _closer.CloseDue();
        }
    }

    /// <summary>Takes what it is told at once, in the place of an actor.</summary>
    private sealed class Receiver(Action<object> take) : MinimalActorRef
    {
        public override ActorPath Path => throw new NotSupportedException();

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void TellInternal(object message, IActorRef sender) => take(message);
    }
}
