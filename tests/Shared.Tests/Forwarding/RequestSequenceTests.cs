using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.Tests.Http;
using CsCheck;

namespace ActorProxy.Shared.Tests.Forwarding;

/// <summary>RFC 9112 section 9.3.2: one request behind the other, each read as the first is.</summary>
public class RequestSequenceTests
{
    private const string Get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
    private const string Chunked = "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nok\r\n0\r\nA: b\r\n\r\n";
    private const string Upgrade = "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n";

    private static string Length(string body) => $"POST /l HTTP/1.1\r\nHost: h\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    /// <summary>What the pieces are, in words, for bytes that arrive as they are split.</summary>
    private static string Told(byte[] bytes, IEnumerable<int> arrivals)
    {
        var sequence = new RequestSequence(HeadLimits.Default);
        var (told, at, here) = ("", 0, 0);
        foreach (var arrival in arrivals.Append(bytes.Length))
        {
            here = Math.Min(Math.Max(here, arrival), bytes.Length);
            while (at < here && !sequence.IsOver)
            {
                var head = sequence.IsAtHead;
                var part = sequence.Next(bytes.AsSpan(at, here - at));
                if (part.Refusal is var (reason, detail))
                    return $"{told} {reason}: {detail}";
                if (part.Length == 0)
                    break;
                told += head ? $" {part.Head!.Method} {part.Head.Target} " : System.Text.Encoding.Latin1.GetString(bytes, at, part.Length);
                at += part.Length;
            }
        }
        return sequence.IsOver ? $"{told} over, {bytes.Length - at} behind" : told;
    }

    private static string Told(string text) => Told(HeadBytes.Latin1(text), []);

    [Fact]
    public void Requests_follow_each_other_with_their_bodies() =>
        Assert.Equal(" GET /a  POST /l GET / POST /c 2;x\r\nok\r\n0\r\nA: b\r\n\r\n GET /a ",
            Told($"{Get}\r\n{Length("GET /")}{Chunked}{Get}"));

    [Fact]
    public void What_follows_a_request_for_WebSocket_is_no_request() =>
        Assert.Equal(" GET /a  GET /ws  over, 7 behind", Told(Get + Upgrade + "\x81\x80GET /"));

    [Theory]
    [InlineData("GET / HTTP/1.1\nHost: h\r\n\r\n", TerminationReason.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nX: a\u0001b\r\n\r\n", TerminationReason.BadRequest)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nx-real-ip(: a\r\nUpgrade: websocket\r\n\r\n", TerminationReason.BadRequest)]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\n", TerminationReason.BadRequest)]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\u000b\r\n\r\n", TerminationReason.BadRequest)]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", TerminationReason.BadRequest)]
    [InlineData("\u0016\u0003\u0001", TerminationReason.BadRequest)]
    public void A_later_request_is_refused_as_a_first_one_and_nothing_is_read_behind_it(string bad, TerminationReason reason)
    {
        Assert.Contains($" {reason}: ", Told(bad + Get));
        Assert.Contains($" GET /a ", Told(Get + bad + Get));
        Assert.Contains($" {reason}: ", Told(Get + bad + Get));
        Assert.DoesNotContain("over", Told(Get + bad + Get));
    }

    [Fact]
    public void A_head_of_too_many_fields_is_refused_for_that() => Assert.Contains(nameof(TerminationReason.HeadTooLarge),
        Told(Get + "GET / HTTP/1.1\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 101)) + "\r\n"));

    [Fact]
    public void The_same_bytes_are_the_same_requests_wherever_they_are_split()
    {
        var piece = Gen.OneOf(Gen.Const(Get), Gen.Const(Chunked), Gen.Const(Upgrade), Gen.Const("\r\n"), Gen.Const("0\r\n\r\n"),
            Gen.Const("zz\n"),
            Gen.String[Gen.Char["GET /\r\n:x\0"], 0, 12].Select(Length));
        Gen.Select(piece.Array[0, 6], Gen.Int[0, 300].Array[0, 6]).Sample((pieces, splits) =>
        {
            var bytes = HeadBytes.Latin1(string.Concat(pieces));
            Assert.Equal(Told(bytes, []), Told(bytes, splits.Order()));
        });
    }
}
