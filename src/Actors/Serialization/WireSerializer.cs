using System.Runtime.Serialization;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Wire;
using Akka.Actor;
using Akka.Serialization;

namespace ActorProxy.Actors.Serialization;

/// <summary>Akka's door to the program's <see cref="WireCatalogue"/>.</summary>
public sealed class WireSerializer : SerializerWithStringManifest
{
    /// <summary>Of this serializer in remote messages and in the database: never to be changed.</summary>
    public const int Id = JournalRow.OwnSerializer;

    private readonly WireCatalogue _formats;

    public WireSerializer(ExtendedActorSystem system) : base(system)
    {
        var setup = system.Settings.Setup.Get<WireSetup>();
        _formats = setup.HasValue ? setup.Value.Catalogue : WireCatalogues.All;
    }

    public override int Identifier => Id;

    public override string Manifest(object o) => _formats.Of(o.GetType()).Manifest;

    public override byte[] ToBinary(object obj) => _formats.Of(obj.GetType()).Write(obj);

    /// <exception cref="SerializationException">There is no such format, or the bytes are not of it.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return _formats.Of(manifest).Read(bytes);
        }
        catch (Exception unreadable) // whatever it is: one kind of failure, by which a reader knows that its bytes are at fault
        {
            throw new SerializationException($"'{manifest}' cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
