namespace ActorProxy.Shared.Taps;

/// <summary>Why a tap has ended.</summary>
public enum TapEndReason
{
    /// <summary>The watcher has stopped it.</summary>
    Stopped,
    /// <summary>Its time was over.</summary>
    Expired,
    /// <summary>The connection has ended; the detail is the reason of that.</summary>
    ConnectionEnded,
    /// <summary>The watcher is gone: nobody hears of this end, but the log has it.</summary>
    WatcherGone,
    /// <summary>The tap failed, or its node is stopping; the tunnel does not notice.</summary>
    Failed,
}
