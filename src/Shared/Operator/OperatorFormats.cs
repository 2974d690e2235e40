using System.Text.Json.Serialization;
using ActorProxy.Shared.Routing.Documents;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Operator;

/// <summary>Formats of commands and answers between nodes.</summary>
public static class OperatorFormats
{
    public static IReadOnlyList<WireFormat> All { get; } =
    [
        WireFormat.Json("operator-request/1", OperatorJson.Default.OperatorRequest),
        WireFormat.Json("operator-answers/1", OperatorJson.Default.OperatorAnswers),
    ];
}

/// <summary>JSON of commands and answers, between nodes and in the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KebabEnum<AnswerKind>)])]
[JsonSerializable(typeof(OperatorRequest))]
[JsonSerializable(typeof(OperatorAnswer))]
[JsonSerializable(typeof(OperatorAnswers))]
public sealed partial class OperatorJson : JsonSerializerContext;
