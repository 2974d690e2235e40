using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace ActorProxy.Actors.Directory;

/// <summary>
/// The node's open connections. Each connection enters and leaves by itself, on its loop: a message to an actor on another
/// thread would cost it more than all the rest of its book-keeping. May be used from any thread.
/// </summary>
public sealed class ConnectionTable
{
    private readonly ConcurrentDictionary<string, OpenConnection> _open = new(StringComparer.Ordinal);

    public int Count => _open.Count;

    /// <summary>What is open, in any order. Connections that come or go meanwhile may be among them or not.</summary>
    public IEnumerable<OpenConnection> All => _open.Select(entry => entry.Value);

    public void Add(OpenConnection connection) => _open[connection.Id] = connection;

    public void Remove(string id) => _open.TryRemove(id, out _);

    public OpenConnection? Find(string id) => _open.GetValueOrDefault(id);

    /// <summary>What is open, oldest first.</summary>
    public ImmutableArray<ConnectionSnapshot> Snapshot() =>
        [.. All.Select(connection => connection.Snapshot()).OrderBy(connection => connection.Info.Since)];
}
