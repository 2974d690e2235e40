using System.Text.Json.Serialization;

namespace ActorProxy.Shared.Taps;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(NodeTap))]
[JsonSerializable(typeof(NodeTapped))]
[JsonSerializable(typeof(TapRefused))]
[JsonSerializable(typeof(TapStarted))]
[JsonSerializable(typeof(TapBatch))]
[JsonSerializable(typeof(TapCredit))]
[JsonSerializable(typeof(TapStop))]
[JsonSerializable(typeof(TapEnded))]
internal sealed partial class TapJson : JsonSerializerContext;
