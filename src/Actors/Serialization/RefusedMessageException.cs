using System.Runtime.Serialization;

namespace ActorProxy.Actors.Serialization;

/// <summary>What arrived from outside is none of the messages that a node takes.</summary>
/// <param name="serializer">The id in the message.</param>
/// <param name="reason">Why, as words that go on after a colon.</param>
public sealed class RefusedMessageException(int serializer, string reason)
    : SerializationException($"a message of serializer {serializer} was refused: {reason}")
{
    /// <summary>Where Akka has wrapped it, as it does with what is in a selection; null where the failure is any other.</summary>
    public static RefusedMessageException? In(Exception? failure) => failure?.GetBaseException() as RefusedMessageException;
}
