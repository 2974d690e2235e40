using ActorProxy.Node.Logging;

namespace ActorProxy.Node.Tests.Logging;

public sealed class AssociationLimitTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private AssociationLimit _limit = AssociationLimit.Empty;

    [Fact]
    public void The_first_is_written_then_one_a_minute_with_the_number_of_the_others()
    {
        Assert.Equal(
            [(0, 0), (60, 59), (120, 59), (180, 59)],
            Enumerable.Range(0, 200).Select(second => (second, Withheld: Tell("a", second))).Where(t => t.Withheld is not null)
                .Select(t => (t.second, t.Withheld!.Value)));
    }

    [Fact]
    public void Each_address_is_for_itself()
    {
        Assert.Equal(0, Tell("a", 0));
        Assert.Null(Tell("a", 1));
        Assert.Equal(0, Tell("b", 2));
        Assert.Equal(1, Tell("a", 60));
        Assert.Null(Tell("b", 61));
    }

    [Fact]
    public void What_follows_a_failure_is_written_only_where_no_failure_was()
    {
        Assert.Equal(0, Follow("a", 0));
        Assert.Equal(0, Tell("a", 0));
        Assert.Null(Follow("a", 1));
        Assert.Null(Tell("a", 2));
        Assert.Equal(1, Tell("a", 60));
        Assert.Equal(0, Follow("b", 60));
    }

    [Fact]
    public void A_clock_that_was_set_back_silences_nothing()
    {
        Tell("a", 3600);
        Assert.Equal(0, Tell("a", 0));
        Assert.Null(Tell("a", 1));
    }

    [Fact]
    public void Addresses_are_forgotten_when_they_fail_no_more()
    {
        for (var second = 0; second < 1000; second++)
            Tell($"node-{second}", second);
        Assert.InRange(_limit.Count, 1, 2 * (int)AssociationLimit.Period.TotalSeconds);
    }

    private int? Tell(string address, int second) => Ask(new AssociationFailure(address, Tells: true), second);

    private int? Follow(string address, int second) => Ask(new AssociationFailure(address, Tells: false), second);

    private int? Ask(AssociationFailure failure, int second)
    {
        _limit = _limit.With(failure, Start.AddSeconds(second), out var withheld);
        return withheld;
    }
}
