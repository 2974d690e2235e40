using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>
/// What a tap shows of a direction. The first byte says which, what was negotiated and how much is to be shown; the rest are frames.
/// </summary>
internal sealed class TapTarget : FuzzTarget
{
    private static readonly int[] Shown = [0, 3, 64, TapDecoder.MaxPayload];

    private readonly List<TapFrame> _whole = [];
    private readonly List<TapFrame> _pieces = [];
    private readonly List<DecodedFrame> _decoded = [];
    private readonly Action<TapFrame> _addWhole;
    private readonly Action<TapFrame> _addPiece;

    public TapTarget() : base("taps", "Shared/Taps/TapDecoder.cs", "Shared/Taps/TapReader.cs", "Shared/Taps/TapInflater.cs",
        "Shared/Taps/TapContext.cs")
    {
        _addWhole = _whole.Add;
        _addPiece = _pieces.Add;
    }

    public override IReadOnlyList<string> Dictionary { get; } =
    [
        "\x81\x00", "\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00", "\x41\x03\xf2\x48\xcd", "\x80\x04\xc9\xc9\x07\x00",
        "\xc1\x05\xf2\x00\x11\x00\x00", "\x01\x03", "\x80\x01", "\x89\x00", "\x88\x02\x03\xe8", "\x88\x01", "\xe2\x98\x83",
        "\x00\x00\xff\xff",
    ];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        if (input.IsEmpty)
            return Verdict.Incomplete;
        var setting = input[0];
        var direction = (setting & 1) == 0 ? TapDirection.FromClient : TapDirection.FromBackend;
        var extensions = (NegotiatedExtensions)((setting >> 1) & 0xF);
        var shown = Shown[(setting >> 5) & 3];
        input = input[1..];

        _whole.Clear();
        var whole = new TapDecoder(direction, extensions, shown);
        whole.Feed(input, _addWhole);
        _pieces.Clear();
        var pieces = new TapDecoder(direction, extensions, shown);
        var most = rng.Next(2) == 0 ? 4 : 64;
        for (var rest = input; !rest.IsEmpty;)
        {
            var length = Math.Min(1 + rng.Next(most), rest.Length);
            pieces.Feed(rest[..length], _addPiece);
            rest = rest[length..];
        }
        Judge.That(whole.IsStopped == pieces.IsStopped && Same(), "Pieces decode as the whole.");
        CheckItems(extensions, shown);
        if (extensions == NegotiatedExtensions.None)
            Compare(input, shown);
        return _whole.Exists(f => f.Kind == TapKind.Violation) ? Verdict.Refused : _whole.Count > 0 ? Verdict.Accepted : Verdict.Incomplete;
    }

    private bool Same()
    {
        if (_whole.Count != _pieces.Count)
            return false;
        for (var i = 0; i < _whole.Count; i++)
        {
            if (!_whole[i].Captured.Span.SequenceEqual(_pieces[i].Captured.Span)
                || _whole[i] with { Captured = default } != _pieces[i] with { Captured = default })
                return false;
        }
        return true;
    }

    private void CheckItems(NegotiatedExtensions extensions, int shown)
    {
        using var reader = new TapReader(extensions, shown);
        for (var i = 0; i < _whole.Count; i++)
        {
            var item = reader.Read(i + 1, DateTimeOffset.UnixEpoch, _whole[i]);
            Judge.That(item.Payload is null || item.Payload.Value.Length <= shown, "No more is shown than is to be.");
            Judge.That(item.Detail is null || item.Payload is null, "There is a payload, or a word why there is none.");
            _ = item.Text;
            _ = item.Hex;
        }
    }

    // Where no extension is agreed on, routes that read messages must read the same.
    private void Compare(ReadOnlySpan<byte> input, int shown)
    {
        _decoded.Clear();
        using var decoder = new FrameDecoder(new MessageDecoderOptions(ExpectMasked: input.Length > 1 && input[1] >= 0x80));
        decoder.Append(input);
        while (decoder.TryRead(out var frame))
            _decoded.Add(frame);
        if (decoder.Violation is not null)
            return;
        Judge.That(_decoded.Count == _whole.Count, "A tap shows as many messages as a decoder reads.");
        for (var i = 0; i < _decoded.Count; i++)
        {
            var same = _decoded[i] switch
            {
                WebSocketMessage message =>
                    _whole[i].Kind == (message.Kind == MessageKind.Text ? TapKind.Text : TapKind.Binary)
                    && Begins(message.Payload.Span, _whole[i], shown),
                PingFrame ping => _whole[i].Kind == TapKind.Ping && Begins(ping.Payload.Span, _whole[i], shown),
                PongFrame pong => _whole[i].Kind == TapKind.Pong && Begins(pong.Payload.Span, _whole[i], shown),
                CloseFrame close => _whole[i].Kind == TapKind.Close && _whole[i].CloseCode == close.Code,
                _ => false,
            };
            Judge.That(same, "A tap shows what a decoder reads.");
        }
    }

    private static bool Begins(ReadOnlySpan<byte> payload, TapFrame frame, int shown) =>
        frame.Size == payload.Length && frame.Truncated == payload.Length > shown
            && frame.Captured.Span.SequenceEqual(payload[..Math.Min(payload.Length, shown)]);
}
