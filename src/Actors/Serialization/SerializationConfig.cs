using Akka.Configuration;

namespace ActorProxy.Actors.Serialization;

/// <summary>
/// Which serializers write what leaves the node. Akka's own messages have bindings of their own, which are closer to their
/// types than that of any object.
/// </summary>
public static class SerializationConfig
{
    public static readonly Config Config = ConfigurationFactory.ParseString("""
        akka.actor {
          serializers {
            actorproxy-wire = "ActorProxy.Actors.Serialization.WireSerializer, ActorProxy.Actors"
            actorproxy-refusing = "ActorProxy.Actors.Serialization.RefusingSerializer, ActorProxy.Actors"
          }
          serialization-bindings {
            "ActorProxy.Shared.Wire.IWireMessage, ActorProxy.Shared" = actorproxy-wire
            "System.Object" = actorproxy-refusing
          }
        }
        """);
}
