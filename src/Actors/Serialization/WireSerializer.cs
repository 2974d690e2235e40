using ActorProxy.Shared.Wire;
using Akka.Actor;
using Akka.Serialization;

namespace ActorProxy.Actors.Serialization;

/// <summary>Akka's door to the program's <see cref="WireCatalogue"/>.</summary>
public sealed class WireSerializer : SerializerWithStringManifest
{
    /// <summary>Of this serializer in remote messages and in the database: never to be changed.</summary>
    public const int Id = 7401;

    private readonly WireCatalogue _formats;

    public WireSerializer(ExtendedActorSystem system) : base(system)
    {
        var setup = system.Settings.Setup.Get<WireSetup>();
        _formats = setup.HasValue ? setup.Value.Catalogue : WireCatalogues.All;
    }

    public override int Identifier => Id;

    public override string Manifest(object o) => _formats.Of(o.GetType()).Manifest;

    public override byte[] ToBinary(object obj) => _formats.Of(obj.GetType()).Write(obj);

    public override object FromBinary(byte[] bytes, string manifest) => _formats.Of(manifest).Read(bytes);
}
