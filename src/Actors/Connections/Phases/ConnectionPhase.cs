using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Connections.Phases;

/// <summary>A part of a connection's life: the messages that have a meaning in it, and what ends with it.</summary>
internal abstract class ConnectionPhase(Connection connection)
{
    protected Connection Connection { get; } = connection;

    /// <summary>False for a message that this phase has no meaning of its own for.</summary>
    public abstract bool TryReceive(object message);

    /// <summary>An attempt on a backend has failed.</summary>
    public virtual Directive OnUpstreamFailure(Exception error) => Directive.Stop;

    /// <summary>Whether something is left to end where the connection's actor is stopped.</summary>
    public virtual bool IsOpen => Connection.Client.IsHeld || Connection.Books.IsOpen;

    /// <summary>The connection's actor was stopped in this phase.</summary>
    public virtual void EndUnasked(TerminationReason reason) => Connection.RefuseUnasked(reason);
}
