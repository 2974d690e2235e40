using Akka.Actor;
using Akka.Serialization;

namespace ActorProxy.Actors.Serialization;

/// <summary>
/// Takes the place of Akka's serializer for any object: a message without a format of its own is a defect that shows at
/// once, and no bytes from the network can name a type to be made.
/// </summary>
public sealed class RefusingSerializer(ExtendedActorSystem system) : Serializer(system)
{
    public override int Identifier => 7402;

    public override bool IncludeManifest => false;

    /// <exception cref="NotSupportedException">Always.</exception>
    public override byte[] ToBinary(object obj) => throw new NotSupportedException($"{obj.GetType()} has no wire format and cannot leave the node.");

    /// <exception cref="NotSupportedException">Always.</exception>
    public override object FromBinary(byte[] bytes, Type? type) => throw new NotSupportedException("A message without a wire format came from outside.");
}
