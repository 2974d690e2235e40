using ActorProxy.Shared.Admission;

namespace ActorProxy.Shared.Tests.Admission;

public sealed class ExhaustionTests
{
    [Fact]
    public void It_begins_with_a_denial_and_ends_after_enough_quiet_looks_in_a_row()
    {
        var quiet = Enumerable.Repeat(false, Exhaustion.QuietLooks - 1);
        IEnumerable<bool> denied = [false, true, .. quiet, true, .. quiet, false, false, true];
        var states = new List<bool>();
        var state = default(Exhaustion);
        foreach (var look in denied)
            states.Add((state = state.Next(look)).Is);

        var still = Enumerable.Repeat(true, Exhaustion.QuietLooks - 1);
        Assert.Equal([false, true, .. still, true, .. still, false, false, true], states);
    }
}
