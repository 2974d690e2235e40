using ActorProxy.Shared.Wire;
using Akka.Actor;
using Akka.Serialization;

namespace ActorProxy.Actors.Serialization;

/// <summary>Akka's door to the program's <see cref="WireCatalogue"/>.</summary>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Of this serializer in remote messages and in the database: never to be changed.</summary>
    public const int Id = 7401;

    public override int Identifier => Id;

    public override string Manifest(object o) => WireCatalogues.All.Of(o.GetType()).Manifest;

    public override byte[] ToBinary(object obj) => WireCatalogues.All.Of(obj.GetType()).Write(obj);

    public override object FromBinary(byte[] bytes, string manifest) => WireCatalogues.All.Of(manifest).Read(bytes);
}
