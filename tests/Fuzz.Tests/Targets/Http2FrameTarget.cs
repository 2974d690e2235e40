using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Http;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>
/// What a client of HTTP/2 sends, as far as we look at it before and beside the HTTP server: the preface and the headers of frames. And
/// whether a backend that begins so takes WebSockets.
/// </summary>
internal sealed class Http2FrameTarget() : FuzzTarget("http2-frames", "Shared/Http/Http2Preface.cs", "Shared/Http/Http2FrameScanner.cs",
    "Shared/Http/Http2Settings.cs")
{
    private readonly List<Http2Frame> _whole = [];
    private readonly List<Http2Frame> _pieces = [];

    public override IReadOnlyList<string> Dictionary { get; } =
    [
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0\0\0\x04\0\0\0\0\0", "\0\0\x06\x04\0\0\0\0\0", "\0\0\x04\x03\0\0\0\0\x01",
        "\0\0\x01\x01\x05\0\0\0\x01", "\0\0\x05\0\x01\x80\0\0\x03", "\0\x40\0", "\0\x40\x01",
        "\0\0\x06\x04\0\0\0\0\0\0\x08\0\0\0\x01",
    ];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        var preface = Http2Preface.Parse(input);
        var part = Http2Preface.Parse(input[..rng.Next(input.Length + 1)]);
        Judge.That(!preface.IsInvalid && preface.Consumed <= input.Length, "A preface is there, is awaited, or is the server's to refuse.");
        Judge.That(part.Status == ParseStatus.Incomplete || part.Equals(preface),
            "What a part decides the whole does not decide otherwise.");
        Judge.That(preface.Consumed == 0 || input.StartsWith(Http2Preface.Magic), "A preface begins as all do.");

        LookAtBackend(input, rng.Next(input.Length + 1));
        Scan(input, _whole, input.Length, ref rng);
        Scan(input, _pieces, 1 << rng.Next(7), ref rng);
        Judge.That(_whole.SequenceEqual(_pieces), "Pieces scan as the whole.");
        Compare(input);
        foreach (var frame in _whole)
            Judge.That(frame.Stream >= 0 && (!frame.ResetsStream || frame.EndsStream),
                "A stream has a number, and what is reset is at its end.");
        return preface.Status == ParseStatus.Incomplete ? Verdict.Incomplete : preface.Consumed > 0 ? Verdict.Accepted : Verdict.Refused;
    }

    private static void LookAtBackend(ReadOnlySpan<byte> input, int part)
    {
        var allows = Http2Settings.AllowsConnect(input);
        Judge.That(Http2Settings.AllowsConnect(input[..part]) is not { } known || known == allows,
            "What a part says of a backend the whole does not say otherwise.");
        var withdrawn = input.ToArray();
        Http2Settings.Apply(withdrawn, new Http2Offer(1, ExtendedConnect: false));
        Judge.That(Http2Settings.AllowsConnect(withdrawn) != true, "Who takes that out of its SETTINGS takes none.");
        Judge.That(allows != true || input.IndexOf("\0\x08\0\0\0\x01"u8) >= 0, "A backend that takes WebSockets has said so.");
    }

    private static void Scan(ReadOnlySpan<byte> input, List<Http2Frame> frames, int most, ref Rng rng)
    {
        frames.Clear();
        var scanner = new Http2FrameScanner(Http2Preface.Magic.Length);
        while (!input.IsEmpty)
        {
            var piece = input[..(most >= input.Length ? input.Length : Math.Min(1 + rng.Next(most), input.Length))];
            input = input[piece.Length..];
            while (scanner.TryNext(ref piece, out var frame))
                frames.Add(frame);
            Judge.That(piece.IsEmpty, "All bytes pass.");
        }
    }

    // RFC 9113 section 4.1: length, type, flags, a reserved bit and the stream.
    private void Compare(ReadOnlySpan<byte> input)
    {
        var count = 0;
        for (long at = Http2Preface.Magic.Length; at + 9 <= input.Length; count++)
        {
            var header = input.Slice((int)at, 9);
            var stream = (header[5] & 0x7F) << 24 | header[6] << 16 | header[7] << 8 | header[8];
            Judge.That(count < _whole.Count && _whole[count] == new Http2Frame(header[3], header[4], stream),
                "A frame is what stands in its header.");
            at += 9 + (header[0] << 16 | header[1] << 8 | header[2]);
        }
        Judge.That(count == _whole.Count, "There are as many frames as headers.");
    }
}
