using System.Buffers;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>WebSocket frames: the scanner of relays, and the decoder of routes that read messages, which must see the same.</summary>
internal sealed class FrameTarget() : FuzzTarget("frames",
    "Shared/WebSockets/FrameScanner.cs", "Shared/WebSockets/FrameDecoder.cs", "Shared/WebSockets/FrameHeader.cs",
    "Shared/WebSockets/FrameRules.cs",
    "Shared/WebSockets/PayloadBuffer.cs", "Shared/WebSockets/FrameEncoder.cs", "Shared/WebSockets/ControlFrame.cs",
    "Shared/WebSockets/CloseCode.cs")
{
    private readonly List<DecodedFrame> _whole = [];
    private readonly List<DecodedFrame> _pieces = [];
    private readonly List<DecodedFrame> _again = [];
    private readonly ArrayBufferWriter<byte> _encoded = new();

    public override IReadOnlyList<string> Dictionary { get; } =
    [
        "\x81\x00", "\x81\x85\x01\x02\x03\x04", "\x01\x03", "\x80\x01", "\x00\x02", "\x82\x7e\x00\x7e", "\x82\xfe\x01\x00",
        "\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00", "\x7f\xff\xff\xff\xff\xff\xff\xff\xff",
        "\x89\x00", "\x8a\x7d", "\x88\x02\x03\xe8", "\x88\x82\x00\x00\x00\x00\x03\xe8", "\x88\x00", "\xc3\xa9", "\xed\xa0\x80",
    ];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        // The first frame says which side is heard.
        var masked = input.Length > 1 && input[1] >= 0x80;
        var options = new MessageDecoderOptions(masked);
        var scanner = CheckScanner(input, ref rng);
        using var whole = Decode(input, options, _whole, whole: true, ref rng);
        using var pieces = Decode(input, options, _pieces, whole: false, ref rng);
        Judge.That(Same(_whole, _pieces) && whole.Closed == pieces.Closed && Equals(whole.Violation, pieces.Violation),
            "Pieces decode as the whole.");
        using (Decode(input, new MessageDecoderOptions(masked, 64), _pieces, whole: false, ref rng))
        {
            foreach (var frame in _pieces)
                Judge.That(frame is not WebSocketMessage { Payload.Length: > 64 }, "No message is longer than the limit.");
        }
        Compare(scanner, whole);
        CheckEncoder(masked, ref rng);
        return whole.Violation is not null ? Verdict.Refused : whole.Closed || scanner.AtBoundary ? Verdict.Accepted : Verdict.Incomplete;
    }

    private static FrameDecoder Decode(ReadOnlySpan<byte> input, MessageDecoderOptions options, List<DecodedFrame> frames, bool whole,
        ref Rng rng)
    {
        frames.Clear();
        var decoder = new FrameDecoder(options);
        var most = rng.Next(2) == 0 ? 4 : 64;
        while (!input.IsEmpty)
        {
            var length = whole ? input.Length : Math.Min(1 + rng.Next(most), input.Length);
            decoder.Append(input[..length]);
            while (decoder.TryRead(out var frame))
                frames.Add(frame);
            input = input[length..];
        }
        return decoder;
    }

    private static FrameScanner CheckScanner(ReadOnlySpan<byte> input, ref Rng rng)
    {
        var whole = new FrameScanner();
        var messages = whole.Scan(input);
        Judge.That(messages == whole.Messages, "A scan tells how many messages ended in it.");
        var pieces = new FrameScanner();
        var most = rng.Next(2) == 0 ? 4 : 64;
        for (var rest = input; !rest.IsEmpty;)
        {
            var length = Math.Min(1 + rng.Next(most), rest.Length);
            if (rng.Next(4) == 0)
            {
                var atBoundary = pieces.AtBoundary;
                length = pieces.BytesToBoundary(rest);
                Judge.That(atBoundary ? length == 0 : length > 0, "From a boundary there is none to go to, and from elsewhere there is.");
                var probe = pieces;
                if (length > 1)
                {
                    probe.Scan(rest[..(length - 1)]);
                    Judge.That(!probe.AtBoundary, "There is no boundary before the next one.");
                }
                pieces.Scan(rest[..length]);
                Judge.That(pieces.AtBoundary || length == rest.Length, "The next boundary is one.");
            }
            else
            {
                pieces.Scan(rest[..length]);
            }
            rest = rest[length..];
        }
        Judge.That(Same(whole, pieces), "Pieces scan as the whole.");
        return whole;
    }

    private static bool Same(FrameScanner a, FrameScanner b) =>
        a.Messages == b.Messages && a.Frames == b.Frames && a.CloseSeen == b.CloseSeen && a.CloseCode == b.CloseCode
        && a.CloseReasonLength == b.CloseReasonLength && a.Violation == b.Violation && a.AtBoundary == b.AtBoundary;

    private void Compare(FrameScanner scanner, FrameDecoder decoder)
    {
        if (decoder.Violation is not null)
            return;
        var messages = 0;
        foreach (var frame in _whole)
            messages += frame is WebSocketMessage ? 1 : 0;
        if (decoder.Closed)
        {
            var close = (CloseFrame)_whole[^1];
            Judge.That(scanner.CloseSeen && scanner.CloseCode == close.Code, "The scanner reads the decoder's close code.");
            Judge.That(scanner.CloseReasonLength == System.Text.Encoding.UTF8.GetByteCount(close.Reason),
                "The scanner knows how long the reason is.");
            Judge.That(scanner.Messages >= messages, "The scanner counts the decoder's messages.");
            return;
        }
        // Of a close that is under way the scanner has judged the header, the decoder waits for its end.
        Judge.That(!(scanner.Violation && scanner.AtBoundary) && !scanner.CloseSeen && scanner.Messages == messages,
            "The scanner sees what the decoder sees.");
    }

    private void CheckEncoder(bool masked, ref Rng rng)
    {
        _encoded.ResetWrittenCount();
        foreach (var frame in _whole)
            FrameEncoder.Write(_encoded, frame, masked ? (uint)rng.Next() : null);
        using var decoder = Decode(_encoded.WrittenSpan, new MessageDecoderOptions(masked), _again, whole: true, ref rng);
        Judge.That(decoder.Violation is null && Same(_whole, _again), "What is written of a frame reads back as it.");
    }

    private static bool Same(List<DecodedFrame> a, List<DecodedFrame> b)
    {
        if (a.Count != b.Count)
            return false;
        for (var i = 0; i < a.Count; i++)
        {
            var same = (a[i], b[i]) switch
            {
                (WebSocketMessage x, WebSocketMessage y) => x.Kind == y.Kind && x.Payload.Span.SequenceEqual(y.Payload.Span),
                (PingFrame x, PingFrame y) => x.Payload.Span.SequenceEqual(y.Payload.Span),
                (PongFrame x, PongFrame y) => x.Payload.Span.SequenceEqual(y.Payload.Span),
                (CloseFrame x, CloseFrame y) => x == y,
                _ => false,
            };
            if (!same)
                return false;
        }
        return true;
    }
}
