using System.Collections.Immutable;
using System.Text;
using ActorProxy.Actors.Accounting;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tunnels.Extensions;

/// <summary>
/// The extensions of one tunnel, with what they keep in it: timers, and one frame a side that waits for a boundary. A tunnel that has
/// none has no such object. Used on the tunnel's loop.
/// </summary>
/// <param name="guard">Runs what a timer calls, and ends the tunnel where that fails.</param>
internal sealed class TunnelExtensions(ImmutableArray<ITunnelExtension> all, EventLoop loop, Action<Action> guard)
{
    private readonly ImmutableArray<IFrameObserver> _observers = [.. all.OfType<IFrameObserver>()];
    private readonly List<Deadline> _timers = [];
    private FrameHeaderReader _fromDownstream;
    private FrameHeaderReader _fromUpstream;
    private DecodedFrame? _toDownstream;
    private DecodedFrame? _toUpstream;
    private bool _over;

    /// <summary>Those of a tunnel; null for none.</summary>
    public static TunnelExtensions? Of(ImmutableArray<ITunnelExtension> all, EventLoop loop, Action<Action> guard) =>
        all.IsEmpty ? null : new TunnelExtensions(all, loop, guard);

    public void Open(ITunnelAccess tunnel)
    {
        foreach (var extension in all)
            extension.OnOpen(tunnel);
    }

    /// <summary>The tunnel's end, with what one of them failed with.</summary>
    public TunnelEnd End(TunnelEnd end)
    {
        _over = true;
        _timers.ForEach(timer => timer.Disarm());
        foreach (var extension in all)
        {
            try
            {
                extension.OnEnd();
            }
            catch (Exception defect)
            {
                end = end with { Failure = end.Failure ?? defect };
            }
        }
        return end;
    }

    /// <inheritdoc cref="ITunnelAccess.CreateTimer"/>
    public Deadline CreateTimer(Action due)
    {
        var timer = loop.CreateDeadline(() =>
        {
            if (!_over) // whatever was armed by whom since
                guard(due);
        });
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Bytes of a relay are about to pass.</summary>
    public void OnBytes(RelaySide from, ReadOnlySpan<byte> bytes)
    {
        if (_observers.IsEmpty)
            return;
        ref var reader = ref from == RelaySide.Downstream ? ref _fromDownstream : ref _fromUpstream;
        while (reader.TryRead(ref bytes, out var header))
            OnFrame(from, header);
    }

    /// <summary>A frame of a message tunnel came.</summary>
    public void OnFrame(RelaySide from, DecodedFrame frame)
    {
        if (!_observers.IsEmpty)
            OnFrame(from, HeaderOf(frame));
    }

    /// <summary>Has a frame wait for the next boundary; false where one does already.</summary>
    /// <exception cref="ArgumentException">It is no Ping and no Pong.</exception>
    public bool TryWait(RelaySide to, DecodedFrame frame)
    {
        if (frame is not (PingFrame or PongFrame))
            throw new ArgumentException($"Ping and Pong may go between the peers' frames, {frame.GetType().Name} may not.", nameof(frame));
        ref var waiting = ref Waiting(to);
        if (waiting is not null)
            return false;
        waiting = frame;
        return true;
    }

    public bool IsWaiting(RelaySide to) => Waiting(to) is not null;

    /// <summary>Takes the frame that waits for a boundary; null for none.</summary>
    public DecodedFrame? Take(RelaySide to)
    {
        var frame = Waiting(to);
        Waiting(to) = null;
        return frame;
    }

    /// <summary>Writes the frame that waits, and returns its length; 0 for none.</summary>
    /// <param name="destination">At least <see cref="ControlFrame.MaxLength"/> bytes.</param>
    public int Take(RelaySide to, Span<byte> destination)
    {
        uint? key = to == RelaySide.Downstream ? null : Masking.NewKey();
        return Take(to) is { } frame ? ControlFrame.Write(destination, frame, key) : 0;
    }

    private void OnFrame(RelaySide from, in FrameHeader header)
    {
        foreach (var observer in _observers)
            observer.OnFrame(from, header);
    }

    private static FrameHeader HeaderOf(DecodedFrame frame) => frame switch
    {
        WebSocketMessage message => Header(message.Kind == MessageKind.Text ? Opcode.Text : Opcode.Binary, message.Payload.Length),
        PingFrame ping => Header(Opcode.Ping, ping.Payload.Length),
        PongFrame pong => Header(Opcode.Pong, pong.Payload.Length),
        CloseFrame { Code: CloseCode.NoStatusReceived } => Header(Opcode.Close, 0),
        CloseFrame close => Header(Opcode.Close, sizeof(ushort) + Encoding.UTF8.GetByteCount(close.Reason)),
        _ => throw new ArgumentException($"Unknown kind of frame: {frame.GetType()}.", nameof(frame)),
    };

    private static FrameHeader Header(Opcode opcode, int length) => new(Final: true, Reserved: 0, opcode, (ulong)length, MaskingKey: null);

    private ref DecodedFrame? Waiting(RelaySide to)
    {
        if (to == RelaySide.Downstream)
            return ref _toDownstream;
        return ref _toUpstream;
    }
}
