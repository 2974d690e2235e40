using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>How a node stops.</summary>
public sealed record ShutdownOptions : ISettingsCheck
{
    /// <summary>Of a tunnel, where nothing else is said: a loop closes 100 a second, and few are closed as good as at once.</summary>
    private static readonly TimeSpan Each = TimeSpan.FromMilliseconds(10);

    [Setting("How long tunnels and requests may go on after the node was told to stop, before they are cut."), Between("0s", "1h")]
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(5);

    [Setting("Over which time the Close frames to tunnels are spread, so that clients do not all come back at once; at most as long as "
        + "drain-grace allows, and without it 10 ms for each tunnel of a loop.", Example = "4s"),
        Between("0s", "1h")]
    public TimeSpan? DrainSpread { get; init; }

    [Setting("How many connections all nodes of the cluster together close a second when they stop, drain, or close one after "
        + "another those of a route that has changed; 0 for no bound. What is left after drain-grace is cut all the same."),
        Between(0, 1_000_000)]
    public int ClosesPerSecond { get; init; }

    [Setting("How many nodes of the cluster close theirs at a time when they stop or drain: the others wait; 0 for any number."),
        Between(0, 10_000)]
    public int NodesAtATime { get; init; }

    /// <summary>
    /// The time over which as many tunnels of a loop are closed, for <see cref="DrainSpread"/>. It ends half a second before the grace
    /// does: the last round of Close frames may be late, and the last client that is told must have time to answer.
    /// </summary>
    public TimeSpan SpreadOf(int tunnels)
    {
        var longest = DrainGrace - TimeSpan.FromMilliseconds(500);
        var wanted = DrainSpread ?? tunnels * Each;
        return longest <= TimeSpan.Zero ? TimeSpan.Zero : wanted < longest ? wanted : longest;
    }

    public void Check(SettingsCheck check)
    {
        if (DrainSpread > DrainGrace)
            check.Problem("drain-spread", "is longer than drain-grace, at whose end tunnels are cut");
    }
}
