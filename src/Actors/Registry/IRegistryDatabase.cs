using ActorProxy.Shared.Registry;

namespace ActorProxy.Actors.Registry;

/// <summary>What the registry needs of its database besides Akka's journal. May be used from any thread.</summary>
public interface IRegistryDatabase
{
    /// <summary>Why nothing may be written now, without a full stop at its end; null where it may be tried.</summary>
    string? Unwritable { get; }

    /// <summary>
    /// What this node has last found wrong with it, without a full stop at its end; null where it could be used, or is not watched.
    /// </summary>
    string? Problem { get; }

    /// <summary>Rows that are not deleted, by rising <see cref="JournalRow.Ordering"/>.</summary>
    /// <param name="after">Above which ordering.</param>
    /// <param name="limit">How many at most.</param>
    /// <exception cref="System.Data.Common.DbException">The database failed.</exception>
    Task<IReadOnlyList<JournalRow>> ReadAsync(long after, int limit, CancellationToken cancellation);
}
