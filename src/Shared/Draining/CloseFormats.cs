using System.Text.Json.Serialization;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Draining;

/// <summary>Wire formats of what nodes say to each other of the connections that they close.</summary>
public static class CloseFormats
{
    public static readonly IReadOnlyList<WireFormat> All =
    [
        WireFormat.Json("close-request/1", CloseJson.Default.CloseRequest),
        WireFormat.Json("close-grant/1", CloseJson.Default.CloseGrant),
    ];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CloseRequest))]
[JsonSerializable(typeof(CloseGrant))]
internal sealed partial class CloseJson : JsonSerializerContext;
