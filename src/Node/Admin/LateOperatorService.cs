using ActorProxy.Actors.Operator;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Node.Admin;

/// <summary>
/// The service of a node that may not be there yet: the endpoint is up before the node starts and until it has drained, so
/// that its health paths can tell of both.
/// </summary>
/// <param name="service">Null as long as there is none; asked at each command, from any thread.</param>
public sealed class LateOperatorService(Func<IOperatorService?> service) : IOperatorService
{
    public IAsyncEnumerable<OperatorAnswer> RunAsync(OperatorRequest request, CancellationToken cancellation) =>
        service()?.RunAsync(request, cancellation) ?? NotYet();

    private static async IAsyncEnumerable<OperatorAnswer> NotYet()
    {
        await Task.CompletedTask;
        yield return OperatorAnswer.Error("the node has not started yet; /startupz says what is missing");
    }
}
