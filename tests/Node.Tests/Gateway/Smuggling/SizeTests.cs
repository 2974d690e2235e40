using static ActorProxy.Node.Tests.Gateway.Smuggling.SmugglingRig;

namespace ActorProxy.Node.Tests.Gateway.Smuggling;

/// <summary>Sizes of chunks and bodies that readers take for different numbers. A request is hidden behind each.</summary>
public sealed class SizeTests(SmugglingRig rig) : IClassFixture<SmugglingRig>
{
    /// <summary>Sizes of a chunk of two bytes.</summary>
    public static TheoryData<string> GoodChunks => ["2", "02", "002", "000000000000002"];

    public static TheoryData<string, string> BadChunks => new()
    {
        { "none", "" },
        { "17 digits beyond 64 bits", "10000000000000002" },
        { "33 digits beyond 128 bits", "100000000000000000000000000000002" },
        { "as many digits as 64 bits have", "ffffffffffffffff" },
        { "below zero, in 64 bits", "8000000000000000" },
        { "beyond 32 bits by digits", "0000000100000002" },
        { "17 digits, most of them zero", "00000000000000002" },
        { "a thousand zeros", new string('0', 1000) + "2" },
        { "0x", "0x2" },
        { "0X", "0X2" },
        { "a plus sign", "+2" },
        { "a minus sign", "-2" },
        { "minus nothing", "-0" },
        { "a space before it", " 2" },
        { "a tab before it", "\t2" },
        { "a space behind it", "2 " },
        { "a tab behind it", "2\t" },
        { "a space within it", "0 2" },
        { "a vertical tab behind it", "2\x0b" },
        { "an underscore", "0_2" },
        { "a full stop", "2.0" },
        { "a comma", "2,2" },
        { "an h", "2h" },
        { "quotes", "\"2\"" },
        { "a superscript", "\u00b2" },
        { "NUL", "2\0" },
        { "two CRs", "2\r" },
        { "a bare LF before it", "\n2" },
        { "an empty line before it", "\r\n2" },
    };

    /// <summary>Lengths of a body of five bytes.</summary>
    public static TheoryData<string> GoodLengths =>
    [
        "Content-Length: 5", "Content-Length:5", "content-length: \t5 ", "Content-Length: 0005",
        "Content-Length: 000000000000000000000000000000000000005",
    ];

    public static TheoryData<string, string> BadLengths => new()
    {
        { "20 digits: 2 to the power of 64, and five", "Content-Length: 18446744073709551621" },
        { "20 nines", "Content-Length: 99999999999999999999" },
        { "2 to the power of 63", "Content-Length: 9223372036854775808" },
        { "a plus sign", "Content-Length: +5" },
        { "a minus sign", "Content-Length: -1" },
        { "a list of the same", "Content-Length: 5, 5" },
        { "a list of others", "Content-Length: 5, 6" },
        { "a list with nothing", "Content-Length: 5," },
        { "a list of nothing", "Content-Length: ," },
        { "a list without a space", "Content-Length: 5,5" },
        { "two of the same", "Content-Length: 5\r\nContent-Length: 5" },
        { "two others", "Content-Length: 5\r\nContent-Length: 6" },
        { "one and an empty one", "Content-Length: 5\r\nContent-Length:" },
        { "two in different cases", "Content-Length: 5\r\ncontent-length: 0" },
        { "none", "Content-Length:" },
        { "white space", "Content-Length: \t " },
        { "hex", "Content-Length: 0x5" },
        { "a full stop", "Content-Length: 5.0" },
        { "an exponent", "Content-Length: 5e0" },
        { "an underscore", "Content-Length: 0_5" },
        { "a space within it", "Content-Length: 0 5" },
        { "quotes", "Content-Length: \"5\"" },
        { "a superscript", "Content-Length: \u00b2" },
        { "a space beyond ASCII", "Content-Length: 5\u00a0" },
        { "a form feed", "Content-Length: 5\x0c" },
        { "NUL", "Content-Length: 5\0" },
        { "a bare CR behind it", "Content-Length: 5\r" },
        { "a bare LF before it", "Content-Length:\n 5" },
        { "a folded line", "Content-Length:\r\n 5" },
        { "a space before the colon", "Content-Length : 5" },
        { "chunks beside it", "Content-Length: 5\r\nTransfer-Encoding: chunked" },
        { "chunks before it", "Transfer-Encoding: chunked\r\nContent-Length: 5" },
        { "a coding that is none beside it", "Content-Length: 5\r\nTransfer-Encoding:" },
    };

    [Theory]
    [MemberData(nameof(GoodChunks))]
    public async Task A_size_of_a_chunk_passes(string size)
    {
        foreach (var later in new[] { false, true })
            await rig.AssertAsync(size, Chunked($"{size}\r\nok\r\n0\r\n\r\n{Hidden}"), ["POST /ok [ok]"], "200 404", later);
    }

    [Theory]
    [MemberData(nameof(BadChunks))]
    public async Task What_is_no_size_of_a_chunk_is_refused_with_all_behind_it(string rule, string size)
    {
        foreach (var later in new[] { false, true })
        {
            await rig.AssertAsync(rule, Chunked($"{size}\r\nok\r\n0\r\n\r\n{Hidden}"), [], "400", later);
            await rig.AssertAsync(rule, Chunked($"2\r\nok\r\n{size}\r\nok\r\n0\r\n\r\n{Hidden}"), [], "400", later);
        }
    }

    [Theory]
    [MemberData(nameof(GoodLengths))]
    public async Task A_length_passes(string field)
    {
        foreach (var later in new[] { false, true })
            await rig.AssertAsync(field, $"{Post(field)}hello{Hidden}", ["POST /ok [hello]"], "200 404", later);
    }

    [Theory]
    [MemberData(nameof(BadLengths))]
    public async Task What_is_no_length_is_refused_with_all_behind_it(string rule, string field)
    {
        foreach (var later in new[] { false, true })
            await rig.AssertAsync(rule, $"{Post(field)}hello{Hidden}", [], "400", later);
    }

    [Fact] // no reader of HTTP takes it for a length
    public async Task A_length_of_another_name_is_a_field_like_any_other()
    {
        foreach (var field in new[] { "Content_Length: 60", "Content-Length2: 60", "X-Content-Length: 60" })
            await rig.AssertAsync(field, Post(field) + Hidden, ["POST /ok []"], "200 404", later: true);
    }
}
