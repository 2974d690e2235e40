using System.Globalization;

namespace ActorProxy.Actors.Connections;

/// <summary>
/// Ids of connections: a random number of this process and a counter, as in <c>5f3a9c21-1b</c>. Unique on the node, and in
/// a cluster but for two nodes in four billion. May be used from any thread.
/// </summary>
public sealed class ConnectionIds
{
    private readonly string _process = Random.Shared.Next().ToString("x8", CultureInfo.InvariantCulture);
    private long _last;

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"{_process}-{Interlocked.Increment(ref _last):x}");
}
