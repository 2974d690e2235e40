using ActorProxy.Shared.Termination;
using ActorProxy.Transport;
using Akka.Actor;

namespace ActorProxy.Actors.Closing;

/// <summary>Orders a ConnectionActor to end: a tunnel with the Close frame of the command, a handshake with 503.</summary>
/// <param name="Id">What of the connection is meant by its id in the directory; null for all of it.</param>
public sealed record CloseConnection(CloseCommand Command, string? Id = null)
{
    /// <summary>How long an open tunnel waits before it does so; whatever is no tunnel ends at once.</summary>
    public TimeSpan After { get; init; }

    /// <summary>Whether requests and answers under way may still be finished.</summary>
    public bool IsDrain => this is { Command.Reason: TerminationReason.NodeShutdown or TerminationReason.ListenerRemoved };

    /// <summary>Gives the order again when its time has come. Call on the loop.</summary>
    internal void Postpone(IActorRef connection, EventLoop loop)
    {
        var due = this with { After = TimeSpan.Zero };
        loop.CreateDeadline(() => connection.Tell(due, ActorRefs.NoSender)).Arm(After);
    }
}
