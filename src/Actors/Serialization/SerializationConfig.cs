using ActorProxy.Shared.Wire;
using Akka.Configuration;

namespace ActorProxy.Actors.Serialization;

/// <summary>
/// Binds the program's messages to <see cref="WireSerializer"/> and every type that nobody has bound to
/// <see cref="RefusingSerializer"/>. <see cref="StrictSerialization"/> replaces these, as all others.
/// </summary>
public static class SerializationConfig
{
    public static Config Strict { get; } = ConfigurationFactory.ParseString($$"""
        akka.actor {
          serializers {
            actorproxy-wire = "{{Name(typeof(WireSerializer))}}"
            actorproxy-refusing = "{{Name(typeof(RefusingSerializer))}}"
          }
          serialization-bindings {
            "{{Name(typeof(IWireMessage))}}" = actorproxy-wire
            "System.Object" = actorproxy-refusing
          }
        }
        """).WithFallback(StrictSerialization.Config);

    private static string Name(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
