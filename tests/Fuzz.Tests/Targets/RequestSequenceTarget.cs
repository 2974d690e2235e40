using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Requests with bodies, one behind the other on a connection: which bytes are heads must not hang on how they come.</summary>
internal sealed class RequestSequenceTarget()
    : FuzzTarget("request-sequences", "Shared/Forwarding/RequestSequence.cs", "Shared/Http/BodyFraming.cs", "Shared/Http/BodyMeter.cs")
{
    private static readonly HeadLimits Limits = new(MaxHeadBytes: 512, MaxFields: 8, MaxTargetBytes: 64);

    private readonly List<(int At, RequestHead Head)> _whole = [];
    private readonly List<(int At, RequestHead Head)> _pieces = [];

    public override IReadOnlyList<string> Dictionary { get; } =
    [
        "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "POST / HTTP/1.1\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "\r\n",
        "0\r\n\r\n", "5\r\nhello\r\n", "Upgrade: websocket\r\n", ";a=b", "T: v\r\n", "\n",
    ];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        var (whole, end, refusal) = Read(input, _whole, input.Length, ref rng);
        var (pieces, piecesEnd, piecesRefusal) = Read(input, _pieces, 1 << rng.Next(9), ref rng);
        Judge.That(_whole.Count == _pieces.Count, "As many requests come in pieces as in one.");
        for (var i = 0; i < _whole.Count; i++)
            Judge.That(_whole[i].At == _pieces[i].At && _whole[i].Head.Equals(_pieces[i].Head),
                "A request begins where it began, and says what it said.");
        Judge.That(refusal == piecesRefusal && whole.IsOver == pieces.IsOver && whole.IsAtHead == pieces.IsAtHead,
            "What comes in pieces ends as the whole.");
        Judge.That(refusal is not null || end == piecesEnd, "What comes in pieces ends where the whole does.");
        foreach (var (_, head) in _whole)
            FieldOracle.Check(head.Fields);
        return refusal is not null
            ? Verdict.Refused
            : whole.IsOver || (whole.IsAtHead && end == input.Length) ? Verdict.Accepted : Verdict.Incomplete;
    }

    /// <param name="most">Bytes that come at a time, at most.</param>
    private static (RequestSequence Sequence, int End, (TerminationReason, string)? Refusal) Read(
        ReadOnlySpan<byte> input, List<(int At, RequestHead Head)> heads, int most, ref Rng rng)
    {
        heads.Clear();
        var sequence = new RequestSequence(Limits);
        var at = 0;
        for (var come = 0; come < input.Length && !sequence.IsOver;)
        {
            come = most >= input.Length ? input.Length : Math.Min(come + 1 + rng.Next(most), input.Length);
            while (at < come && !sequence.IsOver)
            {
                var part = sequence.Next(input[at..come]);
                if (part.Head is { } head)
                    heads.Add((at, head));
                if (part.Refusal is not null)
                    return (sequence, at, part.Refusal);
                if (part.Length == 0)
                    break;
                at += part.Length;
            }
        }
        return (sequence, at, null);
    }
}
