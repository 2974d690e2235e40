using ActorProxy.Actors.Tunnels.Taps;
using Akka.Actor;

namespace ActorProxy.Actors.Taps;

/// <summary>One tap as its connection knows it, see <see cref="TapLinks"/>. It lives as long as the connection or the tap.</summary>
internal sealed class TapLink : UntypedActor
{
    private readonly IActorRef _connection;
    private readonly TapQueue _queue;
    private readonly int _maxPayload;
    private readonly Action<object> _told;

    public TapLink(IActorRef connection, TapQueue queue, int maxPayload, Action<object> told) =>
        (_connection, _queue, _maxPayload, _told) = (connection, queue, maxPayload, told);

    protected override void PreStart()
    {
        Context.Watch(_connection);
        _connection.Tell(new StartTap(_queue, _maxPayload), Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TapAttached:
                _told(message);
                break;
            case Terminated:
                _told(TapConnectionEnded.Instance);
                Context.Stop(Self);
                break;
            case Detach:
                // What the loop notes until it hears of this still counts: it closes the queue.
                _connection.Tell(new DetachTap(_queue), ActorRefs.NoSender);
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    public sealed class Detach
    {
        public static readonly Detach Instance = new();
    }
}
