using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Pipeline.Attempts;

/// <summary>
/// Which attempt follows which, for upgrades and plain requests alike: select, connect, send, judge. Who makes the attempts asks here
/// before the first and after each.
/// </summary>
public static class AttemptLoop
{
    /// <summary>The first step of a request whose selection is made, and what follows when it has waited.</summary>
    public static AttemptStep Begin(ProxySession session)
    {
        var selection = session.Selection!;
        if (selection.TryNext(selection.HasTrials && MayTry(session)))
            return AttemptStep.First;
        return selection.MayWait
            ? new AttemptStep.Wait()
            : new AttemptStep.Refuse(selection.Refusal, WhyNone(selection.Refusal));
    }

    /// <summary>
    /// What follows an attempt that brought no response. Where it was the last, the client is told of what it failed with, and not of why
    /// there is no further one.
    /// </summary>
    /// <param name="bodyBegun">Whether a part of the request's body was read, which cannot be read again.</param>
    public static AttemptStep Failed(ProxySession session, TerminationReason reason, string detail, bool bodyBegun = false)
    {
        var isTrial = session.Selection!.IsTrial;
        session.Selection.Failed(reason);
        return Another(session, reason, detail, isTrial, bodyBegun) ?? new AttemptStep.Refuse(reason, detail);
    }

    /// <summary>What follows an ordinary response: it is relayed, or asked of another backend where this one cannot serve now.</summary>
    /// <param name="bodyBegun">As of <see cref="Failed"/>.</param>
    public static AttemptStep Answered(ProxySession session, int status, bool bodyBegun = false)
    {
        var isTrial = session.Selection!.IsTrial;
        session.Selection.Answered(status, session.IsUpgrade);
        var next = AttemptRules.IsUnavailable(status) || (isTrial && BackendFailures.OfAnswer(status, session.IsUpgrade) is not null)
            ? Another(session, TerminationReason.BackendUnavailable, $"the backend answered {status}", isTrial, bodyBegun)
            : null;
        return next ?? AttemptStep.Relay;
    }

    private static string WhyNone(TerminationReason reason) => reason switch
    {
        TerminationReason.RouteLimit => "The route has as many connections as it may.",
        TerminationReason.BackendLimit => "The pool has as many waiting requests as it may, or each of its backends as many connections.",
        _ => "No backend may be tried.",
    };

    /// <summary>A handshake, or a request without a body that may be done twice: whatever becomes of it, another can serve it.</summary>
    private static bool MayTry(ProxySession session) => session.IsUpgrade
        || (session.Head.Method is "GET" or "HEAD"
            && !session.Head.Fields.Has("Content-Length") && !session.Head.Fields.Has("Transfer-Encoding"));

    private static AttemptStep? Another(ProxySession session, TerminationReason reason, string detail, bool isTrial, bool bodyBegun)
    {
        var selection = session.Selection!;
        var failed = new FailedTry(selection.Backend!, selection.Attempt, reason, detail);
        var isIdempotent = session.IsUpgrade || MethodRules.IsIdempotent(session.Head.Method);
        var tries = isTrial ? !bodyBegun
            : AttemptRules.TriesAnother(reason, selection.Attempt, selection.MaxAttempts, isIdempotent, bodyBegun);
        if (!tries || selection.TimeLeft == TimeSpan.Zero)
            return null;
        if (selection.TryNext())
            return new AttemptStep.Send(failed);
        return isTrial && selection.MayWait ? new AttemptStep.Wait(failed) : null;
    }
}
