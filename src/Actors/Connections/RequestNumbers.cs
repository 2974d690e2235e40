using System.Globalization;

namespace ActorProxy.Actors.Connections;

/// <summary>Gives the requests of one connection their ids. May be used from any thread.</summary>
/// <param name="connection">The connection's id.</param>
public sealed class RequestNumbers(string connection)
{
    private long _last;

    /// <summary>The id of the next request, unless a trusted peer gives it one.</summary>
    public string Next() => string.Create(CultureInfo.InvariantCulture, $"{connection}.{Interlocked.Increment(ref _last)}");
}
