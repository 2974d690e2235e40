using System.Text.Json.Serialization;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>Reads and writes documents: names as in the configuration, nothing that has its default.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = false,
    Converters = [typeof(KebabEnum<PickerKind>), typeof(KebabEnum<ProxyProtocolMode>), typeof(KebabEnum<SameSite>), typeof(KebabEnum<RouteChangePolicy>)])]
[JsonSerializable(typeof(RouteDocument))]
public sealed partial class RouteJson : JsonSerializerContext;
