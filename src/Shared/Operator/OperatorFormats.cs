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
