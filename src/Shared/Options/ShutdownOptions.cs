using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>How a node stops.</summary>
public sealed record ShutdownOptions : ISettingsCheck
{
    [Setting("How long tunnels and requests may go on after the node was told to stop, before they are cut."), Between("0s", "1h")]
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(5);

    [Setting("Over which time the Close frames to tunnels are spread, so that clients do not all come back at once; at most drain-grace."),
        Between("0s", "1h")]
    public TimeSpan DrainSpread { get; init; }

    /// <summary>
    /// The time that is really used for <see cref="DrainSpread"/>: it ends half a second before the grace does. The
    /// last round of Close frames may be late, and the last client that is told must have time to answer.
    /// </summary>
    public TimeSpan SpreadWithinGrace
    {
        get
        {
            var longest = DrainGrace - TimeSpan.FromMilliseconds(500);
            return longest <= TimeSpan.Zero ? TimeSpan.Zero : DrainSpread < longest ? DrainSpread : longest;
        }
    }

    public void Check(SettingsCheck check)
    {
        if (DrainSpread > DrainGrace)
            check.Problem("drain-spread", "is longer than drain-grace, at whose end tunnels are cut");
    }
}
