namespace ActorProxy.Actors.Serialization;

/// <summary>A kind of message that a node takes.</summary>
/// <param name="Type">For serializers that Akka hands a type: which one, so that none is looked up by its name; else null.</param>
/// <param name="Problem">What forbids the bytes of one, or null; looked at before the serializer reads them.</param>
internal sealed record AcceptedManifest(Type? Type = null, Func<byte[], string?>? Problem = null);
