using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Pipeline.Attempts;

/// <summary>What comes next of a request that goes to backends.</summary>
public abstract record AttemptStep
{
    private AttemptStep()
    {
    }

    /// <summary>The backend's response goes to the client, whatever it is.</summary>
    public static AttemptStep Relay { get; } = new Relayed();

    /// <summary>It is sent to the first backend.</summary>
    public static AttemptStep First { get; } = new Send();

    /// <summary>It is sent to the backend at which its selection is now.</summary>
    /// <param name="After">The attempt that has failed before; null for the first.</param>
    public sealed record Send(FailedTry? After = null) : AttemptStep;

    /// <summary>It waits in the queue of its pool; then <see cref="AttemptLoop.Begin"/> is asked again.</summary>
    /// <param name="After">The trial of a backend that has failed before; null for none.</param>
    public sealed record Wait(FailedTry? After = null) : AttemptStep;

    /// <summary>It ends here, with the answer that there is for the reason.</summary>
    public sealed record Refuse(TerminationReason Reason, string Detail) : AttemptStep;

    private sealed record Relayed : AttemptStep;
}

/// <summary>An attempt that another one follows.</summary>
/// <param name="Attempt">From 1.</param>
public sealed record FailedTry(Backend Backend, int Attempt, TerminationReason Reason, string Detail);
