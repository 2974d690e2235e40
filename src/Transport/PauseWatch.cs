namespace ActorProxy.Transport;

/// <summary>
/// Notices that a loop stood still: its process was stopped, its machine slept, or others had its processor. What arrived
/// meanwhile lies in the sockets, and no peer is to blame for it, so deadlines are judged only when that has been read, and
/// when peers had a moment to answer. Used on its loop only.
/// </summary>
internal sealed class PauseWatch
{
    /// <summary>Longer than this over what a loop was to wait at most, and it stood still.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>How long deadlines are held back after a pause: some round trips of a handshake.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>How long at most, where the loop does not come to the end of what is ready.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private long _woke;
    private long? _ended; // when the pause was noticed, until deadlines are judged again

    /// <param name="time">Of the machine, not of the deadlines: a test that moves those has not stood still.</param>
    public PauseWatch(TimeProvider time)
    {
        _time = time;
        _woke = time.GetTimestamp();
    }

    /// <summary>The loop has come back from waiting.</summary>
    /// <param name="waitMs">How long it was to wait at most; -1 where nothing was armed, so that there is nothing to judge.</param>
    public void Woke(int waitMs)
    {
        var now = _time.GetTimestamp();
        if (waitMs >= 0 && _time.GetElapsedTime(_woke, now) > Least + TimeSpan.FromMilliseconds(waitMs))
            _ended = now;
        _woke = now;
    }

    /// <summary>Whether deadlines may be judged now.</summary>
    /// <param name="allRead">Whether the loop has handled all that was ready.</param>
    public bool MayJudge(bool allRead)
    {
        if (_ended is not { } ended)
            return true;
        var since = _time.GetElapsedTime(ended, _woke);
        if (since < Grace || (!allRead && since < Most))
            return false;
        _ended = null;
        return true;
    }
}
