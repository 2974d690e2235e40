using System.Text.Json.Serialization;
using ActorProxy.Shared.Routing.Documents;

namespace ActorProxy.Shared.Operator;

/// <summary>JSON of commands and answers, between nodes and in the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KebabEnum<AnswerKind>)])]
[JsonSerializable(typeof(OperatorRequest))]
[JsonSerializable(typeof(OperatorAnswer))]
[JsonSerializable(typeof(OperatorAnswers))]
public sealed partial class OperatorJson : JsonSerializerContext;
