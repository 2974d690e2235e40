using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Operator;

/// <summary>A piece of the answer to a command; they come one after another.</summary>
/// <param name="Row">Of <see cref="AnswerKind.Row"/>: the values by the names of the command's columns.</param>
/// <param name="Text">Of the other kinds: one sentence, or one line.</param>
public sealed record OperatorAnswer(AnswerKind Kind, JsonObject? Row, string? Text) : IWireMessage
{
    public static OperatorAnswer Of(JsonObject row) => new(AnswerKind.Row, row, null);

    public static OperatorAnswer Line(string text) => new(AnswerKind.Line, null, text);

    public static OperatorAnswer Warning(string text) => new(AnswerKind.Warning, null, text);

    public static OperatorAnswer Error(string text) => new(AnswerKind.Error, null, text);

    /// <summary>The token of the next page.</summary>
    public static OperatorAnswer Next(string token) => new(AnswerKind.Next, null, token);

    public bool Equals(OperatorAnswer? other) =>
        other is not null && Kind == other.Kind && Text == other.Text && JsonNode.DeepEquals(Row, other.Row);

    public override int GetHashCode() => HashCode.Combine(Kind, Text, Row?.Count);
}

/// <summary>What a piece of an answer is.</summary>
public enum AnswerKind
{
    Row,
    Line,

    /// <summary>The answer is true and lacks something: a node that did not reply.</summary>
    Warning,

    /// <summary>The command was not done. Nothing follows.</summary>
    Error,

    /// <summary>There is more: the text is the token to ask with.</summary>
    Next,
}

/// <summary>Some pieces of one node's answer, on their way to another node.</summary>
/// <param name="Last">Whether nothing follows.</param>
public sealed record OperatorAnswers(ImmutableArray<OperatorAnswer> Answers, bool Last) : IWireMessage
{
    public bool Equals(OperatorAnswers? other) =>
        other is not null && Last == other.Last && Answers.AsSpan().SequenceEqual(other.Answers.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Answers.Length, Last);
}
