using ActorProxy.Shared.Operator;

namespace ActorProxy.Actors.Operator;

/// <summary>A handler that is a function.</summary>
public sealed class OperatorHandler(string command, Func<OperatorInput, CancellationToken, IAsyncEnumerable<OperatorAnswer>> run)
    : IOperatorHandler
{
    public string Command { get; } = command;

    /// <summary>One whose answers are there all at once.</summary>
    public static OperatorHandler Of(string command, Func<OperatorInput, IEnumerable<OperatorAnswer>> run) =>
        new(command, (input, _) => run(input).ToAsyncEnumerable());

    /// <summary>One whose answers are awaited, and are then there all at once.</summary>
    public static OperatorHandler Of(string command, Func<OperatorInput, CancellationToken, Task<IEnumerable<OperatorAnswer>>> run) =>
        new(command, (input, cancellation) => Awaited(run(input, cancellation)));

    public IAsyncEnumerable<OperatorAnswer> RunAsync(OperatorInput input, CancellationToken cancellation) => run(input, cancellation);

    private static async IAsyncEnumerable<OperatorAnswer> Awaited(Task<IEnumerable<OperatorAnswer>> answers)
    {
        foreach (var answer in await answers)
            yield return answer;
    }
}
