using ActorProxy.Actors.Accounting;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections;

/// <summary>A backend's ordinary answer on its way to the client: what has passed of its body, and how it ended.</summary>
/// <param name="ended">Called once, on the loop, when the last byte was sent or none will be.</param>
internal sealed class RelayedAnswer(TimeProvider time, Action<TerminationReason> ended) : ITrafficSource
{
    private long _bytes;
    private long _last = time.GetTimestamp();
    private Action<TerminationReason>? _ended = ended;

    /// <summary>Where it comes from; null where its body is not passed on.</summary>
    public Channel? Upstream { get; set; }

    public Traffic Traffic => new(0, Volatile.Read(ref _bytes), 0, 0);

    public TimeSpan Idle => time.GetElapsedTime(Volatile.Read(ref _last));

    /// <summary>Bytes have passed: so many of the content by now.</summary>
    public void Moved(long content)
    {
        Volatile.Write(ref _bytes, content);
        Volatile.Write(ref _last, time.GetTimestamp());
    }

    public void End(TerminationReason reason)
    {
        var tell = _ended;
        _ended = null;
        tell?.Invoke(reason);
    }
}
