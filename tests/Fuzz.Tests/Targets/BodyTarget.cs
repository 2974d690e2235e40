using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Http;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Bodies of answers: the first byte says how their end is told, the rest passes.</summary>
internal sealed class BodyTarget()
    : FuzzTarget("bodies", "Shared/Http/BodyMeter.cs", "Shared/Http/ChunkLines.cs", "Shared/Http/TrailerSection.cs")
{
    private static readonly HeadLimits NoLimits = new(int.MaxValue, int.MaxValue - 1);

    private readonly byte[] _chunks = new byte[16 * 1024];

    public override IReadOnlyList<string> Dictionary { get; } =
        ["0\r\n\r\n", "1\r\na\r\n", "\r\n", "a;b=\"c\"\r\n", "ffffffffffffffff", "0000000000000005\r\n", "Trailer: x\r\n", "\n",
        "5\r\nhello\r\n"];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        if (input.IsEmpty)
            return Verdict.Incomplete;
        var framing = (input[0] & 3) switch
        {
            0 => new BodyFraming(BodyKind.None),
            1 => new BodyFraming(BodyKind.ContentLength, input[0] >> 2),
            2 => new BodyFraming(BodyKind.UntilClose),
            _ => new BodyFraming(BodyKind.Chunked),
        };
        input = input[1..];
        var whole = new BodyMeter(framing);
        var taken = whole.Take(input);
        var pieces = new BodyMeter(framing);
        var passed = 0;
        while (passed < input.Length)
        {
            var length = Math.Min(1 + rng.Next(16), input.Length - passed);
            var of = pieces.Take(input.Slice(passed, length));
            passed += of;
            if (of < length)
                break;
        }
        Judge.That(taken == passed && whole.IsComplete == pieces.IsComplete && whole.IsBroken == pieces.IsBroken,
            "Pieces of a body end where the whole does.");
        Judge.That(whole.IsComplete || whole.IsBroken || taken == input.Length, "What is not over takes all.");
        Judge.That(!whole.IsComplete || whole.Take(input) == 0, "What is over takes nothing.");
        if (framing.Kind == BodyKind.Chunked)
        {
            CheckTrailers(input, whole, taken);
            CheckWritten(input, ref rng);
        }
        return whole.IsBroken ? Verdict.Refused : whole.IsComplete ? Verdict.Accepted : Verdict.Incomplete;
    }

    // Who leaves the trailers to another reader finds the same end.
    private static void CheckTrailers(ReadOnlySpan<byte> input, BodyMeter whole, int taken)
    {
        var chunks = new BodyMeter(new BodyFraming(BodyKind.Chunked), leavesTrailers: true);
        var at = chunks.Take(input);
        if (!chunks.IsAtTrailers)
        {
            Judge.That(!whole.IsComplete, "A body has a last chunk.");
            return;
        }
        var section = TrailerSection.Parse(input[at..], NoLimits);
        Judge.That(section.IsComplete == whole.IsComplete, "Trailers are complete to both readers, or to none.");
        Judge.That(!section.IsComplete || at + section.Consumed == taken, "Trailers end where the body does.");
    }

    // The input as a body in chunks, with something behind it.
    private void CheckWritten(ReadOnlySpan<byte> body, ref Rng rng)
    {
        var at = 0;
        while (!body.IsEmpty)
        {
            var length = Math.Min(1 + rng.Next(300), body.Length);
            Put(System.Text.Encoding.ASCII.GetBytes($"{length:x}\r\n"), ref at);
            Put(body[..length], ref at);
            Put("\r\n"u8, ref at);
            body = body[length..];
        }
        Put("0\r\n\r\n"u8, ref at);
        var end = at;
        Put("HTTP/1.1 "u8, ref at);
        var meter = new BodyMeter(new BodyFraming(BodyKind.Chunked));
        Judge.That(meter.Take(_chunks.AsSpan(0, at)) == end && meter is { IsComplete: true, IsBroken: false },
            "A body in chunks ends where it was ended.");
    }

    private void Put(ReadOnlySpan<byte> piece, ref int at)
    {
        piece.CopyTo(_chunks.AsSpan(at));
        at += piece.Length;
    }
}
