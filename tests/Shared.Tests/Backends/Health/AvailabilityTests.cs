using ActorProxy.Shared.Backends.Health;

namespace ActorProxy.Shared.Tests.Backends.Health;

public sealed class AvailabilityTests
{
    private static readonly EjectionRules Rules = new();

    [Fact]
    public void Those_that_are_out_get_none_and_are_due_when_their_time_has_come()
    {
        var early = Of("iOi", now: 3000);
        AssertEqual([0, 2], [], early);
        Assert.Equal(6000, early.Until);
        var late = Of("iOi", now: 6000);
        AssertEqual([0, 2], [1], late);
        Assert.Equal(26_000, late.Until); // where nobody tries it
    }

    [Theory] // of twenty, fifteen at most, and no fewer than four are left
    [InlineData("iiiiiiiiiOOOOOOOOOOO", 9, false)]
    [InlineData("iiiiiOOOOOOOOOOOOOOO", 5, false)]
    [InlineData("OOOOOOOOOOOOOOOOOOOO", 5, false)]
    [InlineData("i", 1, false)]
    [InlineData("O", 1, false)]
    [InlineData("OO", 1, false)]
    [InlineData("Oi", 1, false)]
    public void No_more_are_out_than_may_be(string statuses, int left, bool isPanic)
    {
        var found = Of(statuses, now: 1000);
        Assert.Equal((left, isPanic), (found.Indices.Length, found.IsPanic));
    }

    [Fact]
    public void Where_too_many_are_out_who_fell_out_last_is_in()
    {
        // At 1, 2, 3 and 4 seconds; of four, three may be out.
        AssertEqual([3], [], Of("OOOO", now: 4000));
    }

    [Fact]
    public void Where_too_few_are_left_all_get_clients()
    {
        var found = Availability.Of(
            Statuses("iOOOOOOOOO"), Enumerable.Repeat(true, 10).ToArray(), new bool[10], new int[10], 1000, maxShare: 1, panicBelow: 0.2);
        Assert.Equal((10, true), (found.Indices.Length, found.IsPanic));
        var none = Availability.Of(Statuses("OO"), [true, true], new bool[2], new int[2], 1000, maxShare: 1, panicBelow: 0);
        Assert.Equal((2, true), (none.Indices.Length, none.IsPanic));
    }

    [Fact]
    public void What_an_operator_has_disabled_is_neither_in_nor_counted()
    {
        var found = Availability.Of(
            Statuses("iiOO"), [false, true, false, true], new bool[4], new int[4], 20_000, maxShare: 0.75, panicBelow: 0.2);
        AssertEqual([1], [3], found);
        Assert.Empty(Availability.Of(Statuses("iO"), [false, false], new bool[2], new int[2], 0, 0.75, 0.2).Indices);
    }

    [Fact]
    public void Those_that_are_down_get_none_however_many_may_be_out()
    {
        var all = Enumerable.Repeat(true, 10).ToArray();
        bool[] isDown = [true, true, true, true, true, true, true, true, false, false];
        var found = Availability.Of(Statuses("OiiiiiiiiO"), all, isDown, new int[10], 1000, 0.75, panicBelow: 0);
        AssertEqual([8], [], found);
        Assert.False(found.IsPanic);
        Assert.True(Availability.Of(Statuses("OiiiiiiiiO"), all, isDown, new int[10], 1000, 0.75, panicBelow: 0.2).IsPanic);
        AssertEqual([0], [], Availability.Of(Statuses("i"), [true], [true], [0], 1000, 0.75, 0.2));
    }

    [Fact]
    public void Where_clients_wait_none_is_tried_that_is_out_or_down()
    {
        var none = Availability.Of(Statuses("Oi"), [true, true], [false, true], new int[2], 1000, maxShare: 1, panicBelow: 1, waits: true);
        AssertEqual([], [], none);
        Assert.Equal((false, 6000), (none.IsPanic, none.Until)); // when the one is to be tried
        AssertEqual([], [0], Availability.Of(
            Statuses("Oi"), [true, true], [false, true], new int[2], 6000, maxShare: 1, panicBelow: 1, waits: true));
        // Where some are left, clients do not wait, and too few are too few.
        Assert.True(Availability.Of(
            Statuses("iii"), [true, true, true], [true, true, false], new int[3], 1000, maxShare: 1, panicBelow: 0.5, waits: true).IsPanic);
    }

    [Theory] // priorities 0 0 1 1 2
    [InlineData("iiiii", "", new[] { 0, 1 })]
    [InlineData("Oiiii", "", new[] { 1 })]
    [InlineData("OOiii", "", new[] { 2, 3 })]
    [InlineData("iiiii", "01", new[] { 2, 3 })]
    [InlineData("OOOOi", "", new[] { 4 })]
    [InlineData("OOOOO", "", new[] { 1 })]
    [InlineData("iiiii", "01234", new[] { 0, 1 })]
    public void A_standby_gets_clients_where_none_that_serves_first_is_in_and_up(string statuses, string down, int[] indices)
    {
        var found = Availability.Of(Statuses(statuses), [true, true, true, true, true],
            [.. Enumerable.Range(0, 5).Select(i => down.Contains($"{i}", StringComparison.Ordinal))], [0, 0, 1, 1, 2], 3000, 0.75, 0.2);
        Assert.Equal(indices, found.Indices.AsEnumerable());
    }

    [Fact]
    public void One_that_serves_first_is_tried_while_a_standby_serves()
    {
        var found = Availability.Of(Statuses("Oi"), [true, true], [false, false], [0, 1], 6000, 0.75, 0.2);
        AssertEqual([1], [0], found);
    }

    [Fact]
    public void One_on_trial_gets_no_others_until_it_has_passed()
    {
        var trial = Statuses("iO")[1].OnTrial(7000).Opened(7500, Rules);
        var found = Availability.Of([BackendStatus.Fine, trial], [true, true], new bool[2], new int[2], 8000, 0.75, 0.2);
        AssertEqual([0], [], found);
        Assert.Equal(12_500, found.Until);
    }

    private static void AssertEqual(int[] indices, int[] due, Availability found)
    {
        Assert.Equal(indices, found.Indices.AsEnumerable());
        Assert.Equal(due, found.Due.AsEnumerable());
    }

    private static Availability Of(string statuses, long now) =>
        Availability.Of(Statuses(statuses), Enumerable.Repeat(true, statuses.Length).ToArray(), new bool[statuses.Length],
            new int[statuses.Length], now,
            Rules.MaxShare, panicBelow: 0.2);

    /// <param name="statuses">i for one that is in, O for one that fell out after so many seconds as it has place, from 1.</param>
    private static BackendStatus[] Statuses(string statuses) =>
        [.. statuses.Select((status, i) => status == 'i' ? BackendStatus.Fine : Ejected(1000 * (statuses == "iOi" ? 1 : i + 1)))];

    private static BackendStatus Ejected(long now)
    {
        var status = BackendStatus.Fine;
        for (var i = 0; i < Rules.Failures; i++)
            status = status.Failed(BackendFailure.Timeout, 0, null, now, jitter: 1, Rules);
        return status;
    }
}
