using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ActorProxy.Transport;

/// <summary>
/// Makes the ValueTask of an async method that waits on a loop and is awaited there. What the method has while it waits comes from
/// a stock that its thread keeps, and goes back to it. (The framework's pooling builder keeps one of a method, or two: of a hundred
/// connections that wait at a time, 98 would allocate theirs, which took 18 % of the CPU of a plain request.) No ExecutionContext flows:
/// nothing on a loop hangs on one.
/// </summary>
public struct LoopMethodBuilder<TResult>
{
    private LoopMethodBox<TResult>? _box; // from the first wait on
    private Exception? _failure;
    private TResult _result;

    public readonly ValueTask<TResult> Task =>
        _box is not null ? new ValueTask<TResult>(_box, _box.Version)
        : _failure is not null ? ValueTask.FromException<TResult>(_failure)
        : new ValueTask<TResult>(_result);

    /// <summary>The same of a method without a result.</summary>
    internal readonly ValueTask VoidTask =>
        _box is not null ? new ValueTask(_box, _box.Version)
        : _failure is not null ? ValueTask.FromException(_failure)
        : default;

    public static LoopMethodBuilder<TResult> Create() => default;

    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine) => _ = stateMachine;

    public void SetResult(TResult result)
    {
        if (_box is not null)
            _box.SetResult(result);
        else
            _result = result;
    }

    public void SetException(Exception exception)
    {
        if (_box is not null)
            _box.SetException(exception);
        else
            _failure = exception;
    }

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.OnCompleted(Wait(ref stateMachine));

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.UnsafeOnCompleted(Wait(ref stateMachine));

    private Action Wait<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (_box is not null)
            return _box.GoOn;
        var box = LoopMethodBox<TResult, TStateMachine>.Take();
        // Before the copy is made: this builder is a part of what is copied.
        _box = box;
        box.StateMachine = stateMachine;
        return box.GoOn;
    }
}

/// <inheritdoc cref="LoopMethodBuilder{TResult}"/>
[SuppressMessage("Performance", "CA1822", Justification = "The compiler calls them on the builder.")]
public struct LoopMethodBuilder
{
    private LoopMethodBuilder<bool> _inner;

    public readonly ValueTask Task => _inner.VoidTask;

    public static LoopMethodBuilder Create() => default;

    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine) => _ = stateMachine;

    public void SetResult() => _inner.SetResult(true);

    public void SetException(Exception exception) => _inner.SetException(exception);

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => _inner.AwaitOnCompleted(ref awaiter, ref stateMachine);

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => _inner.AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);
}
