using System.Net;
using System.Text.Json;
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

/// <summary>A network in JSON: <c>"192.0.2.0/24"</c>.</summary>
internal sealed class NetworkConverter : JsonConverter<IPNetwork>
{
    public override IPNetwork Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPNetwork.TryParse(reader.GetString(), out var network)
            ? network
            : throw new JsonException("No network: an address, '/' and the length of its prefix are wanted.");

    public override void Write(Utf8JsonWriter writer, IPNetwork value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
