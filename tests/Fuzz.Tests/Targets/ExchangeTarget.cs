using ActorProxy.Actors.Connections.Exchanges;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Requests with bodies, one behind the other on a connection: which bytes are heads must not hang on how they come.</summary>
internal sealed class ExchangeTarget()
    : FuzzTarget("exchanges", "Shared/Http/BodyFraming.cs", "Actors/Connections/Exchanges/BodyTransfer.cs")
{
    private readonly TransferRig _rig = new();
    private readonly Reading _whole = new();
    private readonly Reading _pieces = new();
    private readonly Reading _content = new();

    public override IReadOnlyList<string> Dictionary { get; } =
    [
        "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "POST / HTTP/1.1\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "\r\n",
        "0\r\n\r\n", "5\r\nhello\r\n", "Upgrade: websocket\r\n", ";a=b", "T: v\r\n", "\n",
    ];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        Read(input, _whole, BodyCoding.AsItCame, 1 << 14, rng);
        Read(input, _pieces, BodyCoding.AsItCame, 1 << rng.Next(9), rng);
        Judge.That(_whole.IsAs(_pieces), "What comes in pieces is what came as a whole, and ends as it.");
        Judge.That(_whole.Bytes.AsSpan(0, _whole.Length).SequenceEqual(_pieces.Bytes.AsSpan(0, _pieces.Length)),
            "What goes on of bodies does not hang on how they come.");
        Read(input, _content, BodyCoding.Content, 1 << rng.Next(9), rng);
        Judge.That(_whole.IsAs(_content), "A body that is taken out of its chunks ends where it does within them.");
        Judge.That(_content.Length == _content.Content, "What is taken out of chunks is the content, and nothing else.");
        foreach (var head in _whole.Heads)
            FieldOracle.Check(head.Fields);
        return _whole.Verdict;
    }

    private void Read(ReadOnlySpan<byte> input, Reading reading, BodyCoding coding, int most, Rng rng)
    {
        reading.Begin();
        _rig.Begin(input, most, rng);
        while (true)
        {
            var head = _rig.Head<RequestHead>(RequestHeadParser.Parse);
            if (!head.IsComplete)
            {
                reading.Verdict = head.IsInvalid ? Verdict.Refused : _rig.Input.Bytes.IsEmpty ? Verdict.Accepted : Verdict.Incomplete;
                break;
            }
            reading.Heads.Add(head.Head);
            if (UpgradeRequestRules.IsWebSocket(head.Head))
            {
                reading.Verdict = Verdict.Accepted;
                break;
            }
            if (!BodyFraming.TryRead(head.Head, out var framing, out _))
            {
                reading.Verdict = Verdict.Refused;
                break;
            }
            var (result, transfer) = _rig.Body(framing, coding);
            reading.Content += transfer.Content;
            if (result != BodyResult.Complete)
            {
                reading.Verdict = result == BodyResult.Malformed ? Verdict.Refused : Verdict.Incomplete;
                break;
            }
            reading.Ends.Add(_rig.Used);
        }
        reading.Take(_rig.Output);
    }

    private sealed class Reading
    {
        public List<RequestHead> Heads { get; } = [];

        /// <summary>Where bodies that are complete have their end.</summary>
        public List<int> Ends { get; } = [];

        public Verdict Verdict { get; set; }

        public long Content { get; set; }

        public byte[] Bytes { get; } = new byte[64 * 1024];

        public int Length { get; private set; }

        public void Begin()
        {
            Heads.Clear();
            Ends.Clear();
            Content = 0;
        }

        public void Take(ReadOnlySpan<byte> output)
        {
            output.CopyTo(Bytes);
            Length = output.Length;
        }

        public bool IsAs(Reading other) => Verdict == other.Verdict && Heads.SequenceEqual(other.Heads) && Ends.SequenceEqual(other.Ends)
            && Content == other.Content;
    }
}
