using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Dispatch;
using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Transport;
using Akka.Actor;

namespace ActorProxy.Actors.Tunnels;

/// <summary>
/// Child of a ConnectionActor by which a failure of its tunnel's stages reaches its supervisor strategy: a failed stage is no failed
/// actor, and Akka's supervisor of streams stops it quietly. A message graph has one from its beginning, which waits for both, the
/// tunnel's end and its stream's, as either may come first; a relay gets one when its stage has failed. Throws a
/// <see cref="TunnelFailedException"/>, or tells its parent the <see cref="TunnelEnd"/>. Runs on the tunnel's loop.
/// </summary>
internal sealed class TunnelWatch : UntypedActor
{
    private TunnelEnd? _end;
    private StreamEnded? _stream;

    /// <summary>Its owner's child, to which the ends are to be told.</summary>
    public static IActorRef Start(IActorRefFactory owner, EventLoop loop) =>
        owner.ActorOf(LoopProps.Of(loop, new Producer()));

    /// <summary>Lets the end of a tunnel whose stage has failed reach the owner's strategy.</summary>
    public static void Throw(IActorRefFactory owner, EventLoop loop, TunnelEnd failed)
    {
        var watch = Start(owner, loop);
        watch.Tell(failed, ActorRefs.NoSender);
        watch.Tell(new StreamEnded(failed.Failure), ActorRefs.NoSender);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TunnelEnd end:
                _end = end;
                break;
            case StreamEnded stream:
                _stream = stream;
                break;
            default:
                Unhandled(message);
                return;
        }
        if (_end is not null && _stream is not null)
            Settle(_end, _stream.Failure);
    }

    private static void Settle(TunnelEnd end, Exception? failure)
    {
        // A filter that rejects a message does what it is for.
        if (failure is not null && MessageRejectedException.CommandOf(failure) is not null)
            failure = null;
        if ((failure ?? end.Failure) is { } fault)
            throw new TunnelFailedException(end with { Failure = fault });
        Context.Parent.Tell(end, ActorRefs.NoSender);
    }

    /// <summary>A tunnel's stream is over.</summary>
    /// <param name="Failure">What one of its stages failed with; null where none did.</param>
    internal sealed record StreamEnded(Exception? Failure);

    /// <summary>Without the reflection that Props would need.</summary>
    private sealed class Producer : IIndirectActorProducer
    {
        public Type ActorType => typeof(TunnelWatch);

        public ActorBase Produce() => new TunnelWatch();

        public void Release(ActorBase actor)
        {
        }
    }
}
