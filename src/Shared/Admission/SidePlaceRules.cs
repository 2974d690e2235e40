using System.Net;

namespace ActorProxy.Shared.Admission;

/// <summary>A connection of a side server.</summary>
/// <param name="Busy">Whether a request is being served on it.</param>
/// <param name="Since">When it came or was last busy: any number that grows.</param>
public readonly record struct SidePlace(IPAddress Address, bool Busy, long Since);

/// <summary>
/// Who gets a place at a side server (health, metrics, admin) that is full: a newcomer, in the place of one that does nothing.
/// The address with the most idle connections loses its oldest, so that nobody who opens many takes the place of an
/// orchestrator's probe, which opens one at a time.
/// </summary>
public static class SidePlaceRules
{
    /// <summary>Places that only loopback may take: for sidecars and operators in the pod or on the machine.</summary>
    public const int ForLoopback = 4;

    /// <summary>Places of each server that it has whatever else is open.</summary>
    public const int Kept = 16;

    /// <summary>Connections that may be on their way out at a time; the next newcomer waits.</summary>
    public const int MaxClosing = 8;

    /// <summary>Which connection goes so that the newcomer may come.</summary>
    /// <param name="open">Those that are not on their way out.</param>
    /// <param name="places">How many there may be, more than <see cref="ForLoopback"/>.</param>
    /// <param name="victim">Its index; -1 where there is room.</param>
    /// <returns>False where the newcomer is turned away: all are busy.</returns>
    public static bool Admits(IPAddress newcomer, IReadOnlyList<SidePlace> open, int places, out int victim)
    {
        victim = -1;
        var local = IPAddress.IsLoopback(newcomer);
        var others = open.Count(place => !IPAddress.IsLoopback(place.Address));
        if (local ? open.Count < places : others < places - ForLoopback && open.Count < places)
            return true;
        var idle = open.Select((place, index) => (Place: place, Index: index))
            .Where(p => !p.Place.Busy && (local || !IPAddress.IsLoopback(p.Place.Address)))
            .GroupBy(p => p.Place.Address)
            .MaxBy(group => (group.Count(), -group.Min(p => p.Place.Since)));
        if (idle is null)
            return false;
        victim = idle.MinBy(p => p.Place.Since).Index;
        return true;
    }
}
