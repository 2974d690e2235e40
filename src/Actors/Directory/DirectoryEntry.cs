using ActorProxy.Actors.Accounting;
using Akka.Actor;

namespace ActorProxy.Actors.Directory;

/// <summary>One of which all is known when it is entered.</summary>
public sealed class DirectoryEntry(ConnectionInfo info, ITrafficSource source, IActorRef actor) : OpenConnection
{
    public override ConnectionInfo Info => info;

    public override ITrafficSource Source => source;

    public override IActorRef Actor => actor;
}
