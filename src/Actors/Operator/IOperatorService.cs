using ActorProxy.Shared.Operator;

namespace ActorProxy.Actors.Operator;

/// <summary>Where the surfaces for operators (command line, API, pbm) give their commands. May be used from any thread.</summary>
public interface IOperatorService
{
    /// <summary>Checks the request, does it, and answers piece by piece; wrong requests and failures are answers, too.</summary>
    IAsyncEnumerable<OperatorAnswer> RunAsync(OperatorRequest request, CancellationToken cancellation);
}
