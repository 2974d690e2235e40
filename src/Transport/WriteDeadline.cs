namespace ActorProxy.Transport;

/// <summary>
/// How long a peer may take none of the bytes that wait for it: the time-out of one side's writes. It runs only while bytes
/// wait, from the last one that was taken on, and is made with the first that does, so that a write which is taken at once
/// costs nothing. Used on the loop.
/// </summary>
/// <param name="timeout">Zero for none.</param>
/// <param name="late">Called where the time is over.</param>
public sealed class WriteDeadline(EventLoop loop, TimeSpan timeout, Action late)
{
    private Deadline? _deadline;

    /// <summary>Bytes wait, or some of those that wait were taken: the time begins.</summary>
    public void Restart()
    {
        if (timeout > TimeSpan.Zero)
            (_deadline ??= loop.CreateDeadline(late)).Arm(timeout);
    }

    /// <summary>Bytes wait: the time begins, unless it runs already.</summary>
    public void Start()
    {
        if (_deadline is not { IsArmed: true })
            Restart();
    }

    /// <summary>Nothing waits any more.</summary>
    public void Stop() => _deadline?.Disarm();

    /// <summary>What a write fails with whose time is over.</summary>
    public static TransportException Late() => new(TransportError.WriteTimeout, "the peer takes none of the bytes that wait for it");
}
