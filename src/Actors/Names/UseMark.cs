namespace ActorProxy.Actors.Names;

/// <summary>Tells whether somebody has what he was given for his use: who forgets to give it back does not keep it for ever.</summary>
public sealed class UseMark
{
    private readonly Lock _lock = new();
    private WeakReference<object>? _use;

    /// <summary>Whether somebody still has the object.</summary>
    public bool IsTaken => Volatile.Read(ref _use)?.TryGetTarget(out _) == true;

    /// <summary>One and the same for all who have it at a time.</summary>
    public object Take()
    {
        lock (_lock)
        {
            if (_use?.TryGetTarget(out var use) != true)
                Volatile.Write(ref _use, new WeakReference<object>(use = new object()));
            return use!;
        }
    }
}
