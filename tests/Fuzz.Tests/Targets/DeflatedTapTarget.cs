using System.IO.Compression;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Messages that are compressed as permessage-deflate does must be shown by a tap as they were. The input is their text.</summary>
internal sealed class DeflatedTapTarget() : FuzzTarget("deflated-taps")
{
    private readonly MemoryStream _compressed = new();

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        var takesOver = rng.Next(2) == 0;
        using var reader = new TapReader(NegotiatedExtensions.Deflate | (
            takesOver ? NegotiatedExtensions.None : NegotiatedExtensions.ClientNoContextTakeover), TapDecoder.MaxPayload);
        var deflate = Deflate();
        try
        {
            for (var number = 1; !input.IsEmpty; number++)
            {
                var message = input[..(1 + rng.Next(input.Length))];
                input = input[message.Length..];
                _compressed.SetLength(0);
                deflate.Write(message);
                deflate.Flush();
                // Without the tail of the flush (RFC 7692 section 7.2.1).
                var sent = _compressed.GetBuffer().AsMemory(0, (int)_compressed.Length - 4);
                var item = reader.Read(number, DateTimeOffset.UnixEpoch,
                    new TapFrame(TapDirection.FromClient, TapKind.Binary, sent.Length, sent) { Compressed = true });
                Judge.That(item is { Detail: null, Truncated: false, Payload: not null } && item.Payload.Value.Span.SequenceEqual(message),
                    "A message is shown as it was before it was compressed.");
                if (takesOver)
                    continue;
                deflate.Dispose();
                deflate = Deflate();
            }
        }
        finally
        {
            deflate.Dispose();
        }
        return Verdict.Accepted;
    }

    private DeflateStream Deflate() => new(_compressed, CompressionLevel.Fastest, leaveOpen: true);
}
