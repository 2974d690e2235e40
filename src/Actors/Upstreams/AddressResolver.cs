using System.Net;
using ActorProxy.Actors.Names;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Upstreams;

/// <summary>The addresses of backends, by their names. May be used from any thread.</summary>
/// <param name="lookup">Who is asked.</param>
/// <param name="retryAfter">As of <see cref="RenewedAnswers{TKey, T}"/>.</param>
public sealed class AddressResolver(TimeProvider time, INameLookup lookup, Func<TimeSpan> retryAfter) : IDisposable
{
    /// <summary>What is known of names.</summary>
    public RenewedAnswers<string, IPAddress[]> Names { get; } = new(time, lookup.AddressesAsync,
        static (one, other) => one.ToHashSet().SetEquals(other), // servers turn them round with each answer
        retryAfter, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// At least one address. Completes at once for a literal and for what is known: a name that cannot be resolved any more has its last
    /// addresses.
    /// </summary>
    /// <exception cref="UpstreamException"><see cref="TerminationReason.BackendUnresolved"/>.</exception>
    public ValueTask<IPAddress[]> ResolveAsync(BackendAddress backend)
    {
        if ((backend.At ?? backend.Literal) is { } address)
            return ValueTask.FromResult<IPAddress[]>([address]);
        var answer = Names.AskAsync(backend.Host);
        return answer.IsCompletedSuccessfully ? answer : new(TranslatedAsync(answer));
    }

    /// <summary>Nobody is asked any more.</summary>
    public void Dispose() => Names.Dispose();

    private static async Task<IPAddress[]> TranslatedAsync(ValueTask<IPAddress[]> answer)
    {
        try
        {
            return await answer;
        }
        catch (LookupException failure)
        {
            throw new UpstreamException(TerminationReason.BackendUnresolved, failure.Message);
        }
    }
}
