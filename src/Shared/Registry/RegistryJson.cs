using System.Text.Json.Serialization;
using ActorProxy.Shared.Routing.Documents;

namespace ActorProxy.Shared.Registry;

/// <summary>JSON of the registry's messages, events and states.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(RouteJsonConverter), typeof(HostPatternJsonConverter), typeof(KebabEnum<RejectionReason>)])]
[JsonSerializable(typeof(PutRoute))]
[JsonSerializable(typeof(RemoveRoute))]
[JsonSerializable(typeof(ReplaceRoutes))]
[JsonSerializable(typeof(DeclareRoutes))]
[JsonSerializable(typeof(RoutePut))]
[JsonSerializable(typeof(RouteRemoved))]
[JsonSerializable(typeof(OperatorRoutesSet))]
[JsonSerializable(typeof(RoutesDeclared))]
[JsonSerializable(typeof(CommandAccepted))]
[JsonSerializable(typeof(CommandRejected))]
[JsonSerializable(typeof(HostCompacted))]
[JsonSerializable(typeof(HostRoutes))]
[JsonSerializable(typeof(GetHostRoutes))]
[JsonSerializable(typeof(ReplicaDigest))]
[JsonSerializable(typeof(ReplicaBuckets))]
[JsonSerializable(typeof(ReplicaWant))]
[JsonSerializable(typeof(ReplicaRoutes))]
[JsonSerializable(typeof(ReplicaInSync))]
[JsonSerializable(typeof(SavedRoutes))]
public sealed partial class RegistryJson : JsonSerializerContext;
