namespace ActorProxy.Shared.Operator;

/// <summary>How an argument is written.</summary>
public enum ArgumentKind
{
    Text,
    Number,
    Duration,
    Size,
    Flag,
    Choice,
}
