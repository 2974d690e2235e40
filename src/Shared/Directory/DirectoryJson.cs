using System.Text.Json.Serialization;

namespace ActorProxy.Shared.Directory;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(NodeList))]
[JsonSerializable(typeof(NodeRows))]
[JsonSerializable(typeof(NodeCount))]
[JsonSerializable(typeof(NodeCounts))]
[JsonSerializable(typeof(NodeClose))]
[JsonSerializable(typeof(NodeClosed))]
internal sealed partial class DirectoryJson : JsonSerializerContext;
