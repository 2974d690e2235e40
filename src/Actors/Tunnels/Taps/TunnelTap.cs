using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tunnels.Taps;

/// <summary>
/// Notes for one tap what passes through a tunnel. It looks and copies and changes nothing; where it fails, the tap ends and the
/// tunnel goes on. Used on the tunnel's loop.
/// </summary>
internal sealed class TunnelTap
{
    private readonly TimeProvider _time;
    private readonly int _maxPayload;
    private readonly Direction _fromDownstream;
    private readonly Direction _fromUpstream;
    private readonly Action<TapFrame> _note;
    private DateTimeOffset _now;

    /// <param name="maxPayload">Bytes of a payload to note.</param>
    public TunnelTap(TapQueue queue, int maxPayload, NegotiatedExtensions extensions, TimeProvider time)
    {
        Queue = queue;
        _time = time;
        _maxPayload = maxPayload;
        _fromDownstream = new Direction(new TapDecoder(TapDirection.FromClient, extensions, maxPayload));
        _fromUpstream = new Direction(new TapDecoder(TapDirection.FromBackend, extensions, maxPayload));
        _note = frame => queue.Offer(frame, _now);
    }

    /// <summary>Where the notes go; there is one for each tap.</summary>
    public TapQueue Queue { get; }

    /// <summary>Bytes of a relay that are about to pass.</summary>
    /// <param name="scanner">Of their direction, which stands before them.</param>
    public void OnBytes(RelaySide from, ReadOnlySpan<byte> bytes, in FrameScanner scanner)
    {
        if (Queue.Fault is not null)
            return;
        try
        {
            var direction = from == RelaySide.Downstream ? _fromDownstream : _fromUpstream;
            if (!direction.Began)
            {
                // A tap begins in the middle of a stream, and may begin in the middle of a frame.
                bytes = bytes[scanner.BytesToBoundary(bytes)..];
                direction.Began = !bytes.IsEmpty;
            }
            if (bytes.IsEmpty)
                return;
            _now = _time.GetWallTime();
            direction.Decoder.Feed(bytes, _note);
        }
        catch (Exception fault)
        {
            Queue.Fail(fault);
        }
    }

    /// <summary>A frame of a message tunnel, as its sender sent it.</summary>
    public void OnFrame(MessageDirection from, DecodedFrame frame)
    {
        if (Queue.Fault is not null)
            return;
        try
        {
            var direction = from == MessageDirection.FromDownstream ? TapDirection.FromClient : TapDirection.FromBackend;
            Queue.Offer(Note(direction, frame), _time.GetWallTime());
        }
        catch (Exception fault)
        {
            Queue.Fail(fault);
        }
    }

    private TapFrame Note(TapDirection direction, DecodedFrame frame) => frame switch
    {
        WebSocketMessage message => Data(direction, message.Kind == MessageKind.Text ? TapKind.Text : TapKind.Binary, message.Payload),
        PingFrame ping => Data(direction, TapKind.Ping, ping.Payload),
        PongFrame pong => Data(direction, TapKind.Pong, pong.Payload),
        CloseFrame close => TapDecoder.Close(direction, close.Code, System.Text.Encoding.UTF8.GetBytes(close.Reason), _maxPayload),
        _ => throw new ArgumentException($"Unknown kind of frame: {frame.GetType()}.", nameof(frame)),
    };

    /// <summary>With a copy of what is shown: the whole payload shall not live as long as the note.</summary>
    private TapFrame Data(TapDirection direction, TapKind kind, ReadOnlyMemory<byte> payload)
    {
        var captured = payload[..Math.Min(payload.Length, _maxPayload)].ToArray();
        return new TapFrame(direction, kind, payload.Length, captured) { Truncated = captured.Length < payload.Length };
    }

    private sealed class Direction(TapDecoder decoder)
    {
        public TapDecoder Decoder { get; } = decoder;

        public bool Began { get; set; }
    }
}
