using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace ActorProxy.Actors.Dispatch;

/// <summary>
/// A queue of messages for actors of which there are many, and to which little is said: it has no room until something comes, and gives
/// back what a rush has taken. That of the library has room for 32 from the start: 0.9 KiB of each actor. Messages may come from any
/// thread; one takes them.
/// </summary>
public sealed class LoopMessageQueue : IMessageQueue, IUnboundedMessageQueueSemantics
{
    private const int FirstRoom = 1; // an actor of a connection seldom has two messages

    /// <summary>Room that is kept when the queue is empty again.</summary>
    private const int KeptRoom = 64;

    private readonly Lock _lock = new();
    private Envelope[] _ring = [];
    private int _head;
    private int _count;

    public bool HasMessages => Volatile.Read(ref _count) > 0;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Room for messages, for tests.</summary>
    internal int Room => _ring.Length;

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        lock (_lock)
        {
            if (_count == _ring.Length)
                Grow();
            _ring[(_head + _count) & (_ring.Length - 1)] = envelope;
            Volatile.Write(ref _count, _count + 1);
        }
    }

    public bool TryDequeue(out Envelope envelope)
    {
        envelope = default;
        if (!HasMessages)
            return false;
        lock (_lock)
        {
            envelope = _ring[_head];
            _ring[_head] = default;
            _head = (_head + 1) & (_ring.Length - 1);
            Volatile.Write(ref _count, _count - 1);
            if (_count == 0 && _ring.Length > KeptRoom)
                (_ring, _head) = ([], 0);
        }
        return true;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var left))
            deadletters.Enqueue(owner, left);
    }

    /// <summary>The room is a power of two, so that a place is found with a mask.</summary>
    private void Grow()
    {
        var wider = new Envelope[Math.Max(FirstRoom, 2 * _ring.Length)];
        for (var i = 0; i < _count; i++)
            wider[i] = _ring[(_head + i) & (_ring.Length - 1)];
        (_ring, _head) = (wider, 0);
    }
}
