using ActorProxy.Shared.Backends.Health;

namespace ActorProxy.Shared.Tests.Backends.Health;

/// <summary>In, out and on trial; times in milliseconds, with the rules as they are shipped.</summary>
public sealed class BackendStatusTests
{
    private static readonly EjectionRules Rules = new();

    [Fact]
    public void Out_it_is_for_a_period_that_doubles_up_to_its_end()
    {
        var (status, now, periods) = (Ejected(1000), 1000L, new List<long>());
        for (var i = 0; i < 5; i++)
        {
            periods.Add(status.Until - now);
            Assert.False(status.IsDue(status.Until - 1));
            now = status.Until;
            Assert.True(status.IsDue(now));
            status = status.OnTrial(now).TrialFailed(BackendFailure.Answer, isLate: false, now, jitter: 1, Rules);
        }
        Assert.Equal([5000, 10_000, 20_000, 20_000, 20_000], periods);
    }

    [Fact]
    public void Who_falls_out_together_comes_back_at_times_a_tenth_apart() =>
        Assert.Equal((4500, 5000), (Ejected(0, jitter: 0).Until, Ejected(0, jitter: 1).Until));

    [Fact]
    public void What_was_begun_before_says_nothing_new()
    {
        var status = Ejected(0);
        Assert.Same(status, status.Failed(BackendFailure.Answer, 0, null, 1, 1, Rules));
        var trial = status.OnTrial(5000);
        Assert.Same(trial, trial.Failed(BackendFailure.Answer, 0, null, 5001, 1, Rules));
    }

    [Fact]
    public void A_trial_has_passed_when_its_tunnel_has_stood_for_long_enough()
    {
        var trial = Ejected(0).OnTrial(5000);
        Assert.Same(trial, trial.At(1_000_000)); // nobody has answered it
        var open = trial.Opened(6000, Rules);
        Assert.Equal(BackendPhase.OnTrial, open.At(10_999).Phase);
        Assert.Equal((BackendPhase.In, 11_000), (open.At(11_000).Phase, open.At(11_000).Since));
        Assert.Equal(BackendPhase.In, trial.Opened(6000, Rules with { QuickEnd = TimeSpan.Zero }).Phase);
    }

    [Fact]
    public void A_trial_that_its_client_has_left_is_the_next_ones()
    {
        var trial = Ejected(0).OnTrial(5000);
        Assert.True(trial.TrialLeft(5100, 1, Rules).IsDue(5100));
        Assert.Equal(BackendPhase.In, trial.Opened(6000, Rules).TrialLeft(20_000, 1, Rules).Phase);
        Assert.True(trial.Opened(6000, Rules).TrialLeft(6500, 1, Rules).IsDue(6500)); // its tunnel was short
    }

    [Fact]
    public void A_trial_that_its_client_has_waited_for_in_vain_is_the_last_for_a_period()
    {
        var left = Ejected(0).OnTrial(5000).TrialLeft(5200, 1, Rules);
        Assert.Equal((15_200, 1), (left.Until, left.LateTrials));
    }

    [Fact]
    public void One_that_nobody_tries_is_back_by_itself_until_its_first_failure()
    {
        var status = Ejected(0);
        Assert.Equal(BackendPhase.Out, status.At(24_999).Phase);
        var back = status.At(25_000);
        Assert.Equal((BackendPhase.In, true), (back.Phase, back.IsOnProbation));
        var again = back.Failed(BackendFailure.Answer, 0, 1, 26_000, 1, Rules);
        Assert.Equal((BackendPhase.Out, 10_000), (again.Phase, again.Until - 26_000));
        Assert.Equal(BackendPhase.In, back.Proven().Failed(BackendFailure.Answer, 0, 1, 26_000, 1, Rules).Phase);
        var unreached = Fail(BackendStatus.Fine, 0, BackendFailure.Connect);
        Assert.Equal(BackendPhase.Out, unreached.At(1_000_000).Phase);
        Assert.Equal(BackendPhase.In, unreached.Reached(1_000_000, Rules).At(1_020_000).Phase);
    }

    [Fact]
    public void One_that_falls_out_again_soon_is_out_for_longer_than_one_that_was_in_for_long()
    {
        var back = Ejected(0).OnTrial(5000).Passed(5000);
        Assert.Equal(10_000, Fail(back, 6000).Until - 6000);
        Assert.Equal(5000, Fail(back, 60_000).Until - 60_000);
    }

    [Fact]
    public void One_that_cannot_be_connected_is_tried_by_the_node_before_a_client_tries_it()
    {
        var status = Fail(BackendStatus.Fine, 0, BackendFailure.Connect);
        Assert.True(status.MustReach);
        Assert.False(status.IsDue(status.Until));
        var still = status.Unreached(5000, jitter: 1, Rules);
        Assert.Equal((15_000, true), (still.Until, still.MustReach));
        Assert.True(still.Reached(6000, Rules).IsDue(15_000));
        Assert.True(still.IsDue(still.DueAt)); // should there be no news at all
    }

    [Fact]
    public void Trials_that_are_given_up_for_their_time_are_counted_until_one_is_not()
    {
        var once = Ejected(0).OnTrial(5000).TrialFailed(BackendFailure.Timeout, isLate: true, 5300, 1, Rules);
        var twice = once.OnTrial(20_000).TrialFailed(BackendFailure.Connect, isLate: true, 20_300, 1, Rules);
        Assert.Equal((1, 2), (once.LateTrials, twice.LateTrials));
        Assert.Equal(0, twice.OnTrial(60_000).TrialFailed(BackendFailure.Answer, isLate: false, 60_000, 1, Rules).LateTrials);
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 400)]
    [InlineData(4, 3200)]
    [InlineData(1000, 6400)]
    public void A_client_waits_for_a_trial_longer_each_time_it_was_too_short(int late, int milliseconds) =>
        Assert.Equal(milliseconds, TrialDeadline.Of(late).TotalMilliseconds);

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5000, 52)]
    [InlineData(10_000, 100)]
    [InlineData(-1, 5)]
    public void The_share_of_one_that_is_back_grows_evenly(long passed, int percent) =>
        Assert.Equal(percent, WarmUp.Percent(passed, 10_000));

    private static BackendStatus Ejected(long now, double jitter = 1) => Fail(BackendStatus.Fine, now, jitter: jitter);

    private static BackendStatus Fail(
        BackendStatus status, long now, BackendFailure failure = BackendFailure.Answer, double jitter = 1)
    {
        for (var network = 1UL; network <= 5; network++)
            status = status.Failed(failure, 0, network, now, jitter, Rules);
        Assert.Equal(BackendPhase.Out, status.Phase);
        return status;
    }
}
