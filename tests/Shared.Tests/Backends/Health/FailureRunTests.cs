using ActorProxy.Shared.Backends.Health;

namespace ActorProxy.Shared.Tests.Backends.Health;

public sealed class FailureRunTests
{
    private static readonly EjectionRules Rules = new();

    [Fact]
    public void Five_in_a_row_eject() => Assert.Equal([false, false, false, false, true], Ejects("fffff"));

    [Theory] // with a share of a half: five failures, and at most five successes among them
    [InlineData("fofofofof", true)]
    [InlineData("foooooffff", true)]
    [InlineData("fooooooffff", false)]
    [InlineData("ffffooooooff", false)]
    [InlineData("oooooooooooooooofffff", true)]
    [InlineData("foofoofoofoofoofoofoofoofoof", false)]
    public void Failures_among_successes_eject_by_their_share(string outcomes, bool ejects) =>
        Assert.Equal(ejects, Ejects(outcomes).Contains(true));

    [Fact]
    public void With_a_share_of_one_only_failures_in_a_row_eject()
    {
        var rules = Rules with { Share = 1 };
        Assert.True(Ejects("fffff", rules)[^1]);
        Assert.DoesNotContain(true, Ejects("ffffoffff", rules));
    }

    [Fact]
    public void Of_what_a_network_can_provoke_one_counts()
    {
        var run = FailureRun.None;
        for (var i = 0; i < 100; i++)
            run = run.With(0, network: 7, Rules);
        Assert.Equal(1, run.Count);
        for (var network = 8UL; network < 12; network++)
            run = run.With(0, network, Rules);
        Assert.True(run.Ejects(Rules));
    }

    [Fact]
    public void What_is_long_ago_counts_for_a_network_no_more()
    {
        var run = FailureRun.None.With(0, network: 7, Rules).With(100, network: 7, Rules);
        Assert.Equal(1, run.Count);
        Assert.Equal(2, run.With(100, network: 8, Rules).Count);
    }

    [Fact]
    public void Without_a_number_of_failures_none_eject()
    {
        var rules = Rules with { Failures = 0 };
        Assert.DoesNotContain(true, Ejects("ffffffffff", rules));
    }

    /// <param name="outcomes">f for a failure, o for a success.</param>
    private static List<bool> Ejects(string outcomes, EjectionRules? rules = null)
    {
        var (run, succeeded, ejects) = (FailureRun.None, 0L, new List<bool>());
        foreach (var outcome in outcomes)
        {
            if (outcome == 'o')
                succeeded++;
            else
                run = run.With(succeeded, network: null, rules ?? Rules);
            ejects.Add(run.Ejects(rules ?? Rules));
        }
        return ejects;
    }
}
