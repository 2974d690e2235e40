namespace ActorProxy.Actors.Registry;

/// <summary>
/// Whether the entities of this node can read their rows. Each begins anew with each message, and while the database is away each
/// would tell of that; so one does. May be used from any thread.
/// </summary>
internal sealed class DatabaseOutage
{
    private int _told;

    /// <summary>An entity could not read its rows.</summary>
    /// <returns>Whether it is the first since one could.</returns>
    public bool Begin() => Interlocked.Exchange(ref _told, 1) == 0;

    /// <summary>An entity has read its rows.</summary>
    public void End() => Volatile.Write(ref _told, 0);
}
