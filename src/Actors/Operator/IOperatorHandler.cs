using ActorProxy.Shared.Operator;

namespace ActorProxy.Actors.Operator;

/// <summary>Does one command of the catalogue, on this node.</summary>
public interface IOperatorHandler
{
    /// <summary>Name of the command.</summary>
    string Command { get; }

    /// <summary>The answer, piece by piece. What the operator did wrong is an <see cref="AnswerKind.Error"/>, no exception.</summary>
    IAsyncEnumerable<OperatorAnswer> RunAsync(OperatorInput input, CancellationToken cancellation);
}
