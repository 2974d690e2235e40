using Akka.Actor;
using Akka.Serialization;

namespace ActorProxy.Actors.Serialization;

/// <summary>
/// Stands in the place of a serializer whose messages no node needs: of Akka's one for any object, so that a message without a
/// format of its own is a defect that shows at once, and of each other that is not in <see cref="AcceptedMessages"/>. As it
/// takes manifests as they are, Akka looks no type up before it refuses.
/// </summary>
public sealed class RefusingSerializer(ExtendedActorSystem system, int identifier) : SerializerWithStringManifest(system)
{
    private const int OfAnyObject = 7402;

    public RefusingSerializer(ExtendedActorSystem system) : this(system, OfAnyObject)
    {
    }

    public override int Identifier => identifier;

    public override string Manifest(object o) => "";

    /// <exception cref="NotSupportedException">Always.</exception>
    public override byte[] ToBinary(object obj) =>
        throw new NotSupportedException($"{obj.GetType()} has no wire format and cannot leave the node.");

    /// <exception cref="RefusedMessageException">Always.</exception>
    public override object FromBinary(byte[] bytes, string manifest) =>
        throw new RefusedMessageException(Identifier, "the serializer is none whose messages a node takes");
}
