using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Upstreams;

/// <summary>The addresses of backends. Names are asked for once and kept for a while. May be used from any thread.</summary>
/// <param name="ask">Who is asked; throws <see cref="SocketException"/> where a name has no address.</param>
public sealed class AddressResolver(TimeProvider time, Func<string, Task<IPAddress[]>> ask)
{
    /// <summary>How long an answer is used before it is asked for again: the system's resolver does not tell the record's own.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (IPAddress[] Addresses, long At)> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Asks the system's resolver.</summary>
    public AddressResolver(TimeProvider time)
        : this(time, Dns.GetHostAddressesAsync)
    {
    }

    /// <summary>At least one address. Completes at once for a literal and for what is known.</summary>
    /// <exception cref="UpstreamException"><see cref="TerminationReason.BackendUnresolved"/>.</exception>
    public ValueTask<IPAddress[]> ResolveAsync(BackendAddress backend)
    {
        if (backend.Literal is { } literal)
            return ValueTask.FromResult<IPAddress[]>([literal]);
        return _known.TryGetValue(backend.Host, out var known) && time.GetElapsedTime(known.At) < KeepFor
            ? ValueTask.FromResult(known.Addresses)
            : AskAsync(backend.Host);
    }

    private async ValueTask<IPAddress[]> AskAsync(string host)
    {
        try
        {
            var addresses = await ask(host);
            if (addresses.Length == 0)
                throw new UpstreamException(TerminationReason.BackendUnresolved, $"'{host}' has no address");
            _known[host] = (addresses, time.GetTimestamp());
            return addresses;
        }
        catch (SocketException error)
        {
            throw new UpstreamException(TerminationReason.BackendUnresolved, $"'{host}' cannot be resolved: {error.Message}");
        }
    }
}
