namespace ActorProxy.Node.Cli.Operator;

/// <summary>A command could not be given to a node, or its answer not be read.</summary>
/// <param name="code">Exit code of the process.</param>
/// <param name="message">For the person: what is wrong, and what to do.</param>
internal sealed class AdminFailure(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
