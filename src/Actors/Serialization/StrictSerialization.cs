using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorProxy.Actors.Serialization;

/// <summary>
/// Puts an <see cref="AcceptingSerializer"/> or a <see cref="RefusingSerializer"/> in the place of every serializer that the
/// configuration has, no matter who wrote it. Akka asks for this each time that it makes its table of serializers: with each extension
/// that brings configuration of its own, and once more in Akka.DistributedData, which has a table for itself.
/// </summary>
public static class StrictSerialization
{
    /// <summary>For each actor system that other nodes can reach.</summary>
    public static readonly SerializationSetup Setup = SerializationSetup.Create(Serializers);

    /// <summary>Goes with <see cref="Setup"/>: Akka would warn of each serializer that another one stands in the place of.</summary>
    public static Config Config { get; } = ConfigurationFactory.ParseString("akka.log-serializer-override-on-start = off");

    private static ImmutableHashSet<SerializerDetails> Serializers(ExtendedActorSystem system)
    {
        var akka = system.Settings.Config;
        var settings = akka.GetConfig("akka.actor.serialization-settings");
        var configured = akka.GetConfig("akka.actor.serializers").AsEnumerable()
            .Select(entry => (Alias: entry.Key, Inner: Make(entry.Value.GetString(), settings.GetConfig(entry.Key), system)))
            .Where(entry => entry.Inner is not null)
            .Append(("null", new NullSerializer(system)));
        return [.. configured.Select(entry => SerializerDetails.Create(entry.Alias, Strict(entry.Inner!, system), []))];
    }

    private static Serializer Strict(Serializer inner, ExtendedActorSystem system) =>
        AcceptedMessages.All.TryGetValue(inner.GetType(), out var accepted)
        ? new AcceptingSerializer(system, inner, accepted)
        : new RefusingSerializer(system, inner.Identifier);

    /// <summary>As Akka does it; null where there is no such type, which Akka warns of.</summary>
    private static Serializer? Make(string typeName, Config settings, ExtendedActorSystem system)
    {
        if (Type.GetType(typeName) is not { } type)
            return null;
        object[] arguments = settings.IsNullOrEmpty() ? [system] : [system, settings];
        return (Serializer)Activator.CreateInstance(type, arguments)!;
    }
}
