using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>
/// One side of a message tunnel: what was seen of it, and what its two stages are to do. The tunnel sets an order and
/// calls the stage, which looks when the stream lets it; used on the loop only, but for the counts.
/// </summary>
internal sealed class MessagePeer(RelaySide side, Channel channel)
{
    private long _bytes;
    private long _messages;
    private bool _holdsFin;
    private bool _releasesFin;

    public RelaySide Side { get; } = side;

    public Channel Channel { get; } = channel;

    public bool IsDownstream => Side == RelaySide.Downstream;

    /// <summary>Bytes that came from it. May be read from any thread.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Messages that came from it. May be read from any thread.</summary>
    public long Messages => Volatile.Read(ref _messages);

    /// <summary>All that the other side sent has gone to it.</summary>
    public bool Drained { get; set; }

    /// <summary>Nothing more goes to it: FIN was sent, or it is lost.</summary>
    public bool OutputDone { get; set; }

    /// <summary>Order: throw away what it sends.</summary>
    public bool DiscardInput { get; private set; }

    /// <summary>Order: after the frame under way send <see cref="LastFrame"/>, unless a Close frame has gone before, and FIN.</summary>
    public bool OutputEnding { get; private set; }

    public CloseFrame? LastFrame { get; set; }

    /// <summary>Order: no FIN behind the Close frame.</summary>
    public bool HoldsFin => _holdsFin && !_releasesFin;

    /// <summary>Order: write nothing more.</summary>
    public bool OutputLost { get; private set; }

    /// <summary>Makes the stage that reads from it look at its orders; null before it has started.</summary>
    public Action? WakeInput { get; set; }

    /// <summary>Makes the stage that writes to it look at its orders; null before it has started.</summary>
    public Action? WakeOutput { get; set; }

    public void CountBytes(int bytes) => Volatile.Write(ref _bytes, _bytes + bytes);

    public void CountMessage() => Volatile.Write(ref _messages, _messages + 1);

    public void Discard()
    {
        DiscardInput = true;
        WakeInput?.Invoke();
    }

    public void EndOutput()
    {
        OutputEnding = true;
        WakeOutput?.Invoke();
    }

    public void HoldFin() => _holdsFin = true;

    /// <summary>For good.</summary>
    public void ReleaseFin()
    {
        _releasesFin = true;
        WakeOutput?.Invoke();
    }

    public void LoseOutput()
    {
        OutputLost = OutputDone = true;
        WakeOutput?.Invoke();
    }

    public void Wake()
    {
        WakeInput?.Invoke();
        WakeOutput?.Invoke();
    }
}
