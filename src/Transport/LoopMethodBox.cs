using System.Threading.Tasks.Sources;

namespace ActorProxy.Transport;

/// <summary>What an async method of <see cref="LoopMethodBuilder{TResult}"/> has while it waits.</summary>
internal abstract class LoopMethodBox<TResult> : IValueTaskSource<TResult>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<TResult> _core;

    public short Version => _core.Version;

    /// <summary>Runs the method on to its next wait, or to its end.</summary>
    public abstract Action GoOn { get; }

    public void SetResult(TResult result) => _core.SetResult(result);

    public void SetException(Exception exception) => _core.SetException(exception);

    TResult IValueTaskSource<TResult>.GetResult(short token) => Result(token);

    void IValueTaskSource.GetResult(short token) => Result(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _core.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token,
        ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <summary>Nobody has it any more.</summary>
    protected abstract void GiveBack();

    private TResult Result(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            GiveBack();
        }
    }
}

/// <summary>The one of a method.</summary>
internal sealed class LoopMethodBox<TResult, TStateMachine> : LoopMethodBox<TResult>
    where TStateMachine : System.Runtime.CompilerServices.IAsyncStateMachine
{
    /// <summary>That a thread keeps of a method: as many of its calls may wait at a time at no allocation.</summary>
    private const int MaxKept = 1024;

    [ThreadStatic]
    private static Stack<LoopMethodBox<TResult, TStateMachine>>? _kept;

    private TStateMachine _stateMachine = default!;

    private LoopMethodBox() => GoOn = () => _stateMachine.MoveNext();

    public override Action GoOn { get; }

    public TStateMachine StateMachine { set => _stateMachine = value; }

    public static LoopMethodBox<TResult, TStateMachine> Take() =>
        _kept is not null && _kept.TryPop(out var box) ? box : new LoopMethodBox<TResult, TStateMachine>();

    protected override void GiveBack()
    {
        // What it refers to is not to live on with it.
        _stateMachine = default!;
        _kept ??= new Stack<LoopMethodBox<TResult, TStateMachine>>();
        if (_kept.Count < MaxKept)
            _kept.Push(this);
    }
}
