namespace ActorProxy.Shared.Operator;

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
