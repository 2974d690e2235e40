using System.Text.Json.Serialization;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Backends.Reports;

/// <summary>Wire formats of what nodes tell each other of backends.</summary>
public static class ReportFormats
{
    public static readonly IReadOnlyList<WireFormat> All =
    [
        WireFormat.Json("backend-report/1", ReportJson.Default.BackendReport),
    ];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BackendReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
