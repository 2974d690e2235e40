using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Connections.Phases;

/// <summary>A part of a connection's life: the messages that have a meaning in it, and what ends with it.</summary>
internal abstract class ConnectionPhase(Connection connection)
{
    protected Connection Connection { get; } = connection;

    /// <summary>False for a message that this phase has no meaning of its own for.</summary>
    public abstract bool TryReceive(object message);

    /// <summary>A child of the connection's actor has failed: an attempt on a backend, or a tunnel's watch.</summary>
    public virtual Directive OnChildFailure(Exception error) => Directive.Stop;

    /// <summary>The connection goes on to another phase, or its actor is stopped.</summary>
    public virtual void Leave()
    {
    }

    /// <summary>Whether something is left to end where the connection's actor is stopped.</summary>
    public virtual bool IsOpen => Connection.Client.IsHeld || Connection.Accounting.IsOpen;

    /// <summary>The connection's actor was stopped in this phase.</summary>
    public virtual void EndUnasked(TerminationReason reason) => Connection.RefuseUnasked(reason);
}
