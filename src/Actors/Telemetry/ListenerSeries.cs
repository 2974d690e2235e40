using ActorProxy.Transport;

namespace ActorProxy.Actors.Telemetry;

/// <summary>What is counted of one listener. May be used from any thread.</summary>
public sealed class ListenerSeries(string name)
{
    private long _accepted;
    private long _active;
    private volatile IListener? _socket;
    private long _pausesBefore; // of sockets in whose place others came

    public string Name { get; } = name;

    /// <summary>Connections that were let in since the node's start; a WebSocket on a stream of HTTP/2 is one of its own.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Those of them that have not ended.</summary>
    public long Active => Volatile.Read(ref _active);

    /// <summary>How often accepting waited for a descriptor or for memory.</summary>
    public long Pauses => Volatile.Read(ref _pausesBefore) + (_socket?.Pauses ?? 0);

    public void Entered()
    {
        Interlocked.Increment(ref _accepted);
        Interlocked.Increment(ref _active);
    }

    public void Left() => Interlocked.Decrement(ref _active);

    /// <summary>Not for several threads at a time.</summary>
    internal void Bind(IListener socket)
    {
        _pausesBefore += _socket?.Pauses ?? 0;
        _socket = socket;
    }
}
