using System.Collections.Concurrent;
using ActorProxy.Actors.Operator;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Node.Tests.Admin;

/// <summary>Answers commands as a test says, and keeps them.</summary>
internal sealed class FakeOperatorService : IOperatorService
{
    private readonly ConcurrentQueue<OperatorRequest> _requests = new();

    public IReadOnlyList<OperatorRequest> Requests => [.. _requests];

    /// <summary>By default as the real one: what is wrong with the request, or a line.</summary>
    public Func<OperatorRequest, CancellationToken, IAsyncEnumerable<OperatorAnswer>> Answer { get; set; } = (request, _) =>
        Checked(request);

    public void Answers(params OperatorAnswer[] answers) => Answer = (_, _) => Listed(answers);

    public IAsyncEnumerable<OperatorAnswer> RunAsync(OperatorRequest request, CancellationToken cancellation)
    {
        _requests.Enqueue(request);
        return Answer(request, cancellation);
    }

    private static async IAsyncEnumerable<OperatorAnswer> Listed(OperatorAnswer[] answers)
    {
        foreach (var answer in answers)
        {
            await Task.Yield();
            yield return answer;
        }
    }

    private static async IAsyncEnumerable<OperatorAnswer> Checked(OperatorRequest request)
    {
        await Task.Yield();
        yield return OperatorInput.TryRead(request, out _, out var problems)
            ? OperatorAnswer.Line($"{request.Command} done")
            : OperatorAnswer.Error(string.Join('\n', problems));
    }
}
