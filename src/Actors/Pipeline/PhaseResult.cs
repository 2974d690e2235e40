using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Pipeline;

/// <summary>What a request phase says of a request.</summary>
public abstract record PhaseResult
{
    private PhaseResult()
    {
    }

    /// <summary>It goes on to the next phase.</summary>
    public static PhaseResult Continue { get; } = new Continued();

    /// <summary>It ends here, since a phase that waits has not said in time what becomes of it.</summary>
    public static Refused Late { get; } =
        new(TerminationReason.PolicyTimeout, "A policy of the route has not let the request pass in time.");

    /// <summary>It ends here, with the answer that there is for the reason.</summary>
    /// <param name="Reason">One with a status.</param>
    /// <param name="Detail">For the log, and for the client where the fault is its own.</param>
    public sealed record Refused(TerminationReason Reason, string Detail) : PhaseResult;

    /// <summary>It is answered with this response, and goes no further.</summary>
    /// <param name="Status">200 to 599.</param>
    /// <param name="Fields">Without what says how long the body is.</param>
    public sealed record Responded(int Status, HeaderFields Fields, byte[] Body) : PhaseResult;

    private sealed record Continued : PhaseResult;
}
