using System.Threading.Tasks.Sources;

namespace ActorProxy.Transport;

/// <summary>
/// A read, write or connect that waits: reusable, and completed inline, so the code behind the await runs on the loop
/// before <see cref="Complete"/> returns.
/// </summary>
internal sealed class PendingOperation : IValueTaskSource<int>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<int> _core;

    /// <summary>Whether somebody waits for it.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Starts to wait for a result.</summary>
    public ValueTask<int> Begin()
    {
        Activate();
        return new ValueTask<int>(this, _core.Version);
    }

    /// <summary>Starts to wait for the mere end.</summary>
    public ValueTask BeginVoid()
    {
        Activate();
        return new ValueTask(this, _core.Version);
    }

    public void Complete(int result)
    {
        IsActive = false;
        _core.SetResult(result);
    }

    public void Fail(Exception error)
    {
        IsActive = false;
        _core.SetException(error);
    }

    private void Activate()
    {
        if (IsActive)
            throw new InvalidOperationException("The channel has an operation of this kind under way already.");
        _core.Reset();
        IsActive = true;
    }

    int IValueTaskSource<int>.GetResult(short token) => _core.GetResult(token);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _core.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token,
        ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
