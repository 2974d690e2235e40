using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace ActorProxy.Actors.Dispatch;

/// <summary>Makes the mailboxes of actors on loops; named in the configuration of <see cref="LoopDispatchers"/>.</summary>
/// <param name="settings">As the library gives them.</param>
/// <param name="config">As the library gives it.</param>
public sealed class LoopMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<LoopMessageQueue>
{
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new LoopMessageQueue();
}
