namespace ActorProxy.Actors.Backends;

/// <summary>Where a request stands in the queue of its pool.</summary>
/// <param name="number">Of all that wait, by when they came.</param>
/// <param name="wake">Has the request try whether there is a backend for it. Called on any thread.</param>
public sealed class QueuePlace(long number, Action wake)
{
    internal long Number => number;

    internal LinkedListNode<QueuePlace>? Node { get; set; } // while it is in a queue; by that one's lock

    internal bool IsWoken { get; set; } // and has not tried yet; by the same lock

    internal void Wake() => wake();
}
