using System.Collections.Immutable;

namespace ActorProxy.Actors.Pipeline;

/// <summary>
/// The phases of requests with equal policies, an array for each: who has no policy pays for none. May be used from any thread.
/// </summary>
public sealed class RoutePipeline
{
    private readonly ImmutableArray<IRequestPhase> _request;
    private readonly ImmutableArray<IResponsePhase> _response;

    /// <param name="phases">In the order in which they are asked.</param>
    public RoutePipeline(params IEnumerable<IPhase> phases)
    {
        ImmutableArray<IPhase> all = [.. phases];
        _request = [.. all.OfType<IRequestPhase>()];
        _response = [.. all.OfType<IResponsePhase>()];
    }

    /// <summary>Without any phase.</summary>
    public static RoutePipeline Empty { get; } = new();

    /// <summary>Whether a phase looks at responses.</summary>
    public bool SeesResponses => !_response.IsEmpty;

    /// <summary>Asks one after another, until one has the request end.</summary>
    public PhaseResult OnRequest(ProxySession session)
    {
        foreach (var phase in _request)
        {
            var result = phase.OnRequest(session);
            if (!ReferenceEquals(result, PhaseResult.Continue))
                return result;
        }
        return PhaseResult.Continue;
    }

    /// <summary>Has all of them change the response.</summary>
    public void OnResponse(ProxySession session, ClientResponse response)
    {
        foreach (var phase in _response)
            phase.OnResponse(session, response);
    }
}
