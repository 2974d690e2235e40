using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Policies.Responding;

namespace ActorProxy.Actors.Policies.Responding;

/// <summary>Answers in the place of a backend.</summary>
internal sealed class RespondPhase(Respond respond) : IRequestPhase
{
    public ValueTask<PhaseResult> OnRequest(ProxySession session)
    {
        var (fields, body) = respond.Answer(session.Peer.Scheme, session.Place.Host ?? "", session.Target);
        return new(new PhaseResult.Responded(respond.EffectiveStatus, fields, body));
    }
}
