using ActorProxy.Actors.Connections.Exchanges;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>
/// Interim responses and the final one, as they go to a client of HTTP/1.1 and to one of HTTP/1.0: each reads the same content in what it
/// gets. The first byte says whether the request was a HEAD.
/// </summary>
internal sealed class RelayedAnswerTarget()
    : FuzzTarget("relayed-answers", "Shared/Forwarding/RelayedResponse.cs")
{
    private static readonly RequestHead Request = new("GET", "/", [new("Host", "h")]);

    private readonly TransferRig _rig = new();
    private readonly byte[] _content = new byte[64 * 1024];

    public override IReadOnlyList<string> Dictionary { get; } =
    [
        "HTTP/1.1 200 OK\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", "HTTP/1.1 204 No Content\r\n", "HTTP/1.0 200 OK\r\n",
        "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "\r\n", "0\r\n\r\n", "5\r\nhello\r\n", "T: v\r\n",
        "Connection: close\r\n",
    ];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        if (input.IsEmpty)
            return Verdict.Incomplete;
        var method = (input[0] & 1) == 0 ? "GET" : "HEAD";
        input = input[1..];
        var (whole, output) = Relay(input, method, isHttp10: false, 1 << 14, rng);
        var (pieces, again) = Relay(input, method, isHttp10: false, 1 << rng.Next(9), rng);
        Judge.That(whole == pieces, "A response that comes in pieces ends as the whole.");
        if (whole != Verdict.Accepted)
            return whole;
        var content = Content(output, method);
        Judge.That(content is not null, "What goes to the client is one response, whole and read to its end.");
        Judge.That(Content(again, method) == content, "Its content does not hang on how it comes.");
        var (older, old) = Relay(input, method, isHttp10: true, 1 << rng.Next(9), rng);
        Judge.That(older == Verdict.Accepted, "What one client gets, the other gets.");
        Judge.That(!old.AsSpan().StartsWith("HTTP/1.1 1"u8), "Who speaks HTTP/1.0 gets no interim response.");
        Judge.That(Content(old, method) == content, "Both clients read the same content.");
        return whole;
    }

    /// <summary>What a client would get of it.</summary>
    private (Verdict Verdict, byte[] Output) Relay(ReadOnlySpan<byte> input, string method, bool isHttp10, int most, Rng rng)
    {
        _rig.Begin(input, most, rng);
        var request = Request with { Method = method, IsHttp10 = isHttp10 };
        var sent = new List<byte>();
        while (true)
        {
            var result = _rig.Head<ResponseHead>(ResponseHeadParser.Parse);
            if (!result.IsComplete)
                return (result.IsInvalid ? Verdict.Refused : Verdict.Incomplete, []);
            var head = result.Head;
            var fields = HttpForwarding.Response(head.Status, head.Fields, via: null);
            if (head.Status == 101)
                return (Verdict.Refused, []);
            if (head.IsInterim)
            {
                if (!isHttp10)
                    sent.AddRange(HeadWriter.ToArray(head with { Fields = fields }));
                continue;
            }
            if (!BodyFraming.TryRead(head, method, out var framing, out _))
                return (Verdict.Refused, []);
            var relayed = RelayedResponse.Of(request, head, framing, fields, persists: true);
            sent.AddRange(HeadWriter.ToArray(relayed.Head));
            var (ended, _) = _rig.Body(framing, relayed.Coding);
            sent.AddRange(_rig.Output);
            return (ended switch
            {
                BodyResult.Complete => Verdict.Accepted,
                BodyResult.Malformed => Verdict.Refused,
                _ => Verdict.Incomplete,
            }, sent.ToArray());
        }
    }

    /// <summary>The length and sum of the content that a client reads of these bytes; null where they are not one whole response.</summary>
    private (int Length, long Sum)? Content(ReadOnlySpan<byte> bytes, string method)
    {
        while (true)
        {
            var result = ResponseHeadParser.Parse(bytes, HeadLimits.Default);
            if (!result.IsComplete)
                return null;
            bytes = bytes[result.Consumed..];
            if (result.Head.IsInterim)
                continue;
            if (!BodyFraming.TryRead(result.Head, method, out var framing, out _))
                return null;
            var meter = new BodyMeter(framing);
            var length = 0;
            while (!bytes.IsEmpty && meter.TakePart(bytes, out var isContent) is var part and > 0)
            {
                if (isContent)
                {
                    bytes[..part].CopyTo(_content.AsSpan(length));
                    length += part;
                }
                bytes = bytes[part..];
            }
            if (!bytes.IsEmpty || !(meter.IsComplete || framing.Kind == BodyKind.UntilClose))
                return null;
            long sum = 0;
            foreach (var value in _content.AsSpan(0, length))
                sum = sum * 31 + value;
            return (length, sum);
        }
    }
}
