using System.Diagnostics.CodeAnalysis;
using ActorProxy.Actors.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges.Backends;

/// <summary>Connections to backends that wait for the next exchange, of one loop or of one client. Used on the loop.</summary>
internal sealed class KeptConnections
{
    /// <summary>Of those that may wait, so many do where sockets are scarce.</summary>
    private const int MostWhereScarce = 64;

    private readonly Dictionary<BackendKey, List<BackendConnection>> _waiting = [];
    private readonly Action<BackendConnection> _onGone;
    private List<BackendConnection>? _spare; // for the next one that is the only one of its kind
    private int _count;

    public KeptConnections() => _onGone = OnGone;

    /// <summary>How many there are. May be read from any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The one that was used last: the others may then go by their time.</summary>
    public bool TryTake(BackendKey key, [NotNullWhen(true)] out BackendConnection? connection)
    {
        connection = null;
        if (!_waiting.TryGetValue(key, out var waiting))
            return false;
        connection = waiting[^1];
        Remove(waiting, connection);
        connection.Wake();
        return true;
    }

    /// <summary>Keeps a connection whose exchange is over, unless there are enough, or it has been there for too long.</summary>
    /// <param name="sockets">In which those that wait are counted, too.</param>
    public void Keep(BackendConnection connection, HttpOptions options, SocketBudget sockets)
    {
        var waiting = _waiting.GetValueOrDefault(connection.Key);
        var count = waiting?.Count ?? 0;
        if (count >= options.BackendIdleConnections || (count >= MostWhereScarce && sockets.IsScarce)
            || (options.BackendConnectionLifetime > TimeSpan.Zero && connection.Age > options.BackendConnectionLifetime))
        {
            connection.Close();
            return;
        }
        if (waiting is null)
        {
            _waiting[connection.Key] = waiting = _spare ?? [];
            _spare = null;
        }
        waiting.Add(connection);
        _count++;
        connection.Rest(options.BackendKeepAliveTimeout, _onGone);
    }

    /// <summary>Closes all of them.</summary>
    public void Clear()
    {
        foreach (var connection in _waiting.Values.SelectMany(waiting => waiting).ToList())
            connection.Close();
        _waiting.Clear();
        _count = 0;
    }

    private void OnGone(BackendConnection connection)
    {
        if (_waiting.TryGetValue(connection.Key, out var waiting) && waiting.Contains(connection))
            Remove(waiting, connection);
        connection.Close();
    }

    private void Remove(List<BackendConnection> waiting, BackendConnection connection)
    {
        waiting.RemoveAt(waiting.LastIndexOf(connection));
        _count--;
        if (waiting.Count > 0)
            return;
        _waiting.Remove(connection.Key);
        _spare = waiting;
    }
}
