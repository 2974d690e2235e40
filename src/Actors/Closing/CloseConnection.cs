using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Closing;

/// <summary>Orders a ConnectionActor to end: a tunnel with the Close frame of the command, a handshake with 503.</summary>
/// <param name="Id">What of the connection is meant by its id in the directory; null for all of it.</param>
public sealed record CloseConnection(CloseCommand Command, string? Id = null)
{
    /// <summary>Whether requests and answers under way may still be finished.</summary>
    public bool IsDrain => this is { Command.Reason: TerminationReason.NodeShutdown or TerminationReason.ListenerRemoved };
}
