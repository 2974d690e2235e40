using ActorProxy.Actors.Tests.Harness;
using static ActorProxy.Node.Tests.Gateway.Smuggling.SmugglingRig;

namespace ActorProxy.Node.Tests.Gateway.Smuggling;

/// <summary>Clients that send no more in the midst of something: half a request is none, and a whole one before it is answered.</summary>
public sealed class HalfCloseTests(SmugglingRig rig) : IClassFixture<SmugglingRig>
{
    /// <summary>Where the client stops.</summary>
    public static TheoryData<string, string> Halves => new()
    {
        { "nothing", "" },
        { "an empty line", "\r\n" },
        { "a method", "GET" },
        { "a request line", "GET /ok HTTP/1.1" },
        { "a CR", "GET /ok HTTP/1.1\r" },
        { "a line", "GET /ok HTTP/1.1\r\n" },
        { "a field's name", "GET /ok HTTP/1.1\r\nHost" },
        { "a field", "GET /ok HTTP/1.1\r\nHost: example.com" },
        { "all but the empty line", "GET /ok HTTP/1.1\r\nHost: example.com\r\n" },
        { "all but the last LF", "GET /ok HTTP/1.1\r\nHost: example.com\r\n\r" },
        { "all of an upgrade but the last LF", Handshakes.Request("/ok")[..^1] },
    };

    public static TheoryData<string, string> HalfBodies => new()
    {
        { "a body of which nothing comes", Post("Content-Length: 5") },
        { "all of a body but a byte", Post("Content-Length: 5") + "hell" },
        { "a body that is longer than 64 KiB", Post("Content-Length: 70000") + new string('x', 69_999) },
        { "a length that nobody has", Post("Content-Length: 9223372036854775807") + "hello" },
        { "a body in chunks of which nothing comes", Chunked("") },
        { "a size", Chunked("5") },
        { "a size that nobody has", Chunked("fffffffffffffff\r\nhello") },
        { "a size and a CR", Chunked("5\r") },
        { "an extension", Chunked("5;a=b") },
        { "quotes in an extension", Chunked("5;a=\"b") },
        { "a chunk's line", Chunked("5\r\n") },
        { "a chunk's data", Chunked("5\r\nhel") },
        { "all of a chunk's data", Chunked("5\r\nhello") },
        { "a chunk", Chunked("5\r\nhello\r\n") },
        { "the last chunk's size", Chunked("5\r\nhello\r\n0") },
        { "the last chunk", Chunked("5\r\nhello\r\n0\r\n") },
        { "a trailer's name", Chunked("5\r\nhello\r\n0\r\nX") },
        { "a trailer", Chunked("5\r\nhello\r\n0\r\nX: 1\r\n") },
        { "all but the last LF of a body in chunks", Chunked("5\r\nhello\r\n0\r\n\r") },
    };

    public static TheoryData<string, string, string> Wholes => new()
    {
        { "a request", Ok(), "GET /ok []" },
        { "a request with a body", Post("Content-Length: 5") + "hello", "POST /ok [hello]" },
        { "a request with a body in chunks", Chunked("5\r\nhello\r\n0\r\n\r\n"), "POST /ok [hello]" },
    };

    [Theory]
    [MemberData(nameof(Halves))]
    public async Task Half_a_head_is_no_request(string rule, string bytes)
    {
        foreach (var later in new[] { false, true })
            await rig.AssertAsync(rule, bytes, [], "", later, finishes: true);
    }

    [Theory]
    [MemberData(nameof(HalfBodies))]
    public async Task Half_a_body_is_no_request(string rule, string bytes)
    {
        foreach (var later in new[] { false, true })
            await rig.AssertAsync(rule, bytes, [], "", later, finishes: true);
    }

    [Theory]
    [MemberData(nameof(Wholes))]
    public async Task A_whole_request_is_answered(string rule, string bytes, string seen)
    {
        foreach (var later in new[] { false, true })
            await rig.AssertAsync(rule, bytes, [seen], "200", later, finishes: true);
    }

    [Theory]
    [MemberData(nameof(Halves))]
    public async Task Half_a_head_behind_a_whole_request_takes_nothing_from_it(string rule, string bytes)
    {
        await rig.AssertAsync(rule, Ok() + bytes, ["GET /ok []"], "200", later: false, finishes: true);
        await rig.AssertAsync(rule, Post("Content-Length: 5") + "hello" + bytes, ["POST /ok [hello]"], "200", later: true, finishes: true);
    }

    [Theory]
    [MemberData(nameof(HalfBodies))]
    public async Task Half_a_body_behind_a_whole_request_takes_nothing_from_it(string rule, string bytes)
    {
        await rig.AssertAsync(rule, Ok() + bytes, ["GET /ok []"], "200", later: false, finishes: true);
        await rig.AssertAsync(rule, Chunked("2\r\nok\r\n0\r\n\r\n") + bytes, ["POST /ok [ok]"], "200", later: true, finishes: true);
    }
}
