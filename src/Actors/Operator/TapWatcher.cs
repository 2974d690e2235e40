using System.Threading.Channels;
using ActorProxy.Shared.Taps;
using Akka.Actor;

namespace ActorProxy.Actors.Operator;

/// <summary>Watches a tap for an operator, and hands on what it hears. Stopping it ends the tap.</summary>
internal sealed class TapWatcher : UntypedActor
{
    private readonly TapRequest _request;
    private readonly IActorRef _directory;
    private readonly ChannelWriter<Heard> _heard;

    /// <param name="heard">Never holds more batches than the tap has credit for: the reader gives it.</param>
    public TapWatcher(TapRequest request, IActorRef directory, ChannelWriter<Heard> heard)
    {
        _request = request;
        _directory = directory;
        _heard = heard;
    }

    protected override void PreStart() => _directory.Tell(_request);

    protected override void PostStop() => _heard.TryComplete();

    protected override void OnReceive(object message)
    {
        if (message is TapStarted)
            Context.Watch(Sender);
        _heard.TryWrite(new Heard(message, Sender, Self));
        if (message is TapEnded or TapRefused or Status.Failure or Terminated)
            Context.Stop(Self);
    }

    /// <summary>A message of a tap.</summary>
    public sealed record Heard(object Message, IActorRef Tap, IActorRef Watcher)
    {
        /// <summary>The batch has been read: another may come.</summary>
        public void Done() => Tap.Tell(new TapCredit(1), Watcher);
    }
}
