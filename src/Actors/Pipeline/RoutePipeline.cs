using System.Collections.Immutable;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Tunnels;

namespace ActorProxy.Actors.Pipeline;

/// <summary>
/// The phases of requests with equal policies, an array for each: who has no policy pays for none. May be used from any thread.
/// </summary>
public sealed class RoutePipeline
{
    private static readonly ValueTask<PhaseResult> Continue = new(PhaseResult.Continue);

    private readonly ImmutableArray<IRequestPhase> _request;
    private readonly ImmutableArray<ISelectPhase> _select;
    private readonly ImmutableArray<IUpstreamRequestPhase> _upstreamRequest;
    private readonly ImmutableArray<IResponsePhase> _response;
    private readonly ImmutableArray<ITunnelPhase> _tunnel;
    private readonly ImmutableArray<IEndPhase> _end;

    /// <param name="phases">In the order in which they are asked.</param>
    public RoutePipeline(params IEnumerable<IPhase> phases)
    {
        ImmutableArray<IPhase> all = [.. phases];
        _request = [.. all.OfType<IRequestPhase>()];
        _select = [.. all.OfType<ISelectPhase>()];
        _upstreamRequest = [.. all.OfType<IUpstreamRequestPhase>()];
        _response = [.. all.OfType<IResponsePhase>()];
        _tunnel = [.. all.OfType<ITunnelPhase>()];
        _end = [.. all.OfType<IEndPhase>()];
    }

    /// <summary>Without any phase.</summary>
    public static RoutePipeline Empty { get; } = new();

    /// <summary>Whether a phase looks at responses.</summary>
    public bool SeesResponses => !_response.IsEmpty;

    /// <summary>Whether a phase is told of ends: only then has a tunnel to keep its session.</summary>
    public bool HasEndPhases => !_end.IsEmpty;

    /// <summary>Asks one after another, until one has the request end. Completed where none has to wait.</summary>
    public ValueTask<PhaseResult> OnRequest(ProxySession session)
    {
        for (var i = 0; i < _request.Length; i++)
        {
            var result = _request[i].OnRequest(session);
            if (!result.IsCompletedSuccessfully)
                return OnRequestAsync(session, result, i + 1);
            var said = result.Result; // once: whose it is may be used for another request from here on
            if (!ReferenceEquals(said, PhaseResult.Continue))
                return new(said);
        }
        return Continue;
    }

    public void OnSelect(ProxySession session, BackendSelection selection)
    {
        foreach (var phase in _select)
            phase.OnSelect(session, selection);
    }

    /// <summary>Has all of them change the head for the backend.</summary>
    public void OnUpstreamRequest(ProxySession session, UpstreamHead head)
    {
        foreach (var phase in _upstreamRequest)
            phase.OnUpstreamRequest(session, head);
    }

    /// <summary>Has all of them change the response.</summary>
    public void OnResponse(ProxySession session, ClientResponse response)
    {
        foreach (var phase in _response)
            phase.OnResponse(session, response);
    }

    /// <summary>Has all of them change what the tunnel is built of.</summary>
    public void OnTunnel(ProxySession session, TunnelPlan plan)
    {
        foreach (var phase in _tunnel)
            phase.OnTunnel(session, plan);
    }

    /// <summary>Tells all of them that the request is over.</summary>
    /// <param name="onFault">Told of what one of them fails with: it keeps the others from nothing.</param>
    public void OnEnd(ProxySession session, RequestEnd end, Action<Exception> onFault)
    {
        foreach (var phase in _end)
        {
            try
            {
                phase.OnEnd(session, end);
            }
            catch (Exception fault)
            {
                onFault(fault);
            }
        }
    }

    /// <param name="waiting">Of the phase before the next.</param>
    private async ValueTask<PhaseResult> OnRequestAsync(ProxySession session, ValueTask<PhaseResult> waiting, int next)
    {
        var result = await waiting;
        while (ReferenceEquals(result, PhaseResult.Continue) && next < _request.Length)
            result = await _request[next++].OnRequest(session);
        return result;
    }
}
