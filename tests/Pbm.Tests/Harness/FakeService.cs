using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ActorProxy.Actors.Operator;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Pbm.Tests.Harness;

/// <summary>Answers what a test puts into it, one command at a time.</summary>
internal sealed class FakeService : IOperatorService
{
    private readonly Channel<OperatorAnswer> _answers = Channel.CreateUnbounded<OperatorAnswer>();
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<OperatorRequest> _requests = Channel.CreateUnbounded<OperatorRequest>();

    /// <summary>Completes when the command that runs is cancelled.</summary>
    public Task Cancelled => _cancelled.Task;

    /// <summary>Completes when the command that runs has ended, in whatever way.</summary>
    public Task Ended => _ended.Task;

    public int Runs { get; private set; }

    public FakeService Put(params OperatorAnswer[] answers)
    {
        foreach (var answer in answers)
            _answers.Writer.TryWrite(answer);
        return this;
    }

    public FakeService End(Exception? failure = null)
    {
        _answers.Writer.Complete(failure);
        return this;
    }

    /// <summary>The next request that comes.</summary>
    public async Task<OperatorRequest> AskedAsync() => await _requests.Reader.ReadAsync();

    public async IAsyncEnumerable<OperatorAnswer> RunAsync(OperatorRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Runs++;
        _requests.Writer.TryWrite(request);
        await using var registration = cancellation.Register(() => _cancelled.TrySetResult());
        try
        {
            await foreach (var answer in _answers.Reader.ReadAllAsync(cancellation))
                yield return answer;
        }
        finally
        {
            // The reading may hear of it first, and end before the registration's turn has come.
            if (cancellation.IsCancellationRequested)
                _cancelled.TrySetResult();
            _ended.TrySetResult();
        }
    }
}
