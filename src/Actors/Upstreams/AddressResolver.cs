using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Upstreams;

/// <summary>
/// The addresses of backends. A name is asked for once at a time, whoever wants it, and again and again while it is in use: a request waits
/// for its first answer alone. May be used from any thread.
/// </summary>
/// <param name="ask">Who is asked; throws <see cref="SocketException"/> where a name has no address.</param>
/// <param name="onChanged">Told where a name cannot be resolved any more, with the reason, and with null where it can be again.</param>
public sealed class AddressResolver(
    TimeProvider time, Func<string, Task<IPAddress[]>> ask, Action<string, string?>? onChanged = null) : IDisposable
{
    /// <summary>How long after an answer it is asked for again: the system's resolver does not tell the record's own time.</summary>
    public static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(10);

    /// <summary>How long a name is asked for that nobody uses.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, ResolvedName> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Told of a name that has other addresses than before, or its first ones; on any thread.</summary>
    public event Action<string>? Found;

    /// <summary>Names that are asked for.</summary>
    public int Count => _names.Count;

    /// <summary>
    /// At least one address. Completes at once for a literal and for what is known: a name that cannot be resolved any more has its last
    /// addresses.
    /// </summary>
    /// <exception cref="UpstreamException"><see cref="TerminationReason.BackendUnresolved"/>.</exception>
    public ValueTask<IPAddress[]> ResolveAsync(BackendAddress backend) => (backend.At ?? backend.Literal) is { } address
        ? ValueTask.FromResult<IPAddress[]>([address])
        : NameOf(backend.Host).ResolveAsync();

    /// <summary>While the object that it returns is there, the name is asked for again and again.</summary>
    public object Use(string host) => NameOf(host).Use();

    /// <summary>What is known of a name, which is asked for and kept for a while; null while there was no answer.</summary>
    public IPAddress[]? Known(string host)
    {
        var answer = NameOf(host).ResolveAsync();
        if (answer.IsCompletedSuccessfully)
            return answer.Result;
        // Who connects to it is told what it fails with.
        _ = answer.AsTask().ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        return null;
    }

    /// <summary>Nobody is asked any more.</summary>
    public void Dispose()
    {
        foreach (var name in _names.Values)
            name.Dispose();
        _names.Clear();
    }

    private ResolvedName NameOf(string host) => _names.GetOrAdd(host, static (host, resolver) => resolver.Make(host), this);

    private ResolvedName Make(string host) => new(host, time, AskAsync, Forget, name => Found?.Invoke(name), onChanged);

    private void Forget(ResolvedName name) => _names.TryRemove(KeyValuePair.Create(name.Host, name));

    private async Task<IPAddress[]> AskAsync(string host)
    {
        try
        {
            var addresses = await ask(host);
            return addresses.Length > 0
                ? addresses
                : throw new UpstreamException(TerminationReason.BackendUnresolved, $"'{host}' has no address");
        }
        catch (SocketException error)
        {
            throw new UpstreamException(TerminationReason.BackendUnresolved, $"'{host}' cannot be resolved: {error.Message}");
        }
    }
}
