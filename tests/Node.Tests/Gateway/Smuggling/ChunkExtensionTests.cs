using static ActorProxy.Node.Tests.Gateway.Smuggling.SmugglingRig;

namespace ActorProxy.Node.Tests.Gateway.Smuggling;

/// <summary>Chunk extensions (RFC 9112 section 7.1.1), which readers skip in different ways. A request is hidden behind each.</summary>
public sealed class ChunkExtensionTests(SmugglingRig rig) : IClassFixture<SmugglingRig>
{
    /// <summary>The line of a chunk of two bytes, where it is harmless.</summary>
    public static TheoryData<string, string> Harmless => new()
    {
        { "a name", "2;a" },
        { "a name and a value", "2;a=b" },
        { "several", "2;a;b=c;d=\"e\"" },
        { "white space before and behind the semicolon", "2 \t; a" },
        { "white space about the equals sign", "2;a = b" },
        { "a value in quotes", "2;a=\"b\"" },
        { "an empty value in quotes", "2;a=\"\"" },
        { "a semicolon and a size in quotes", "2;a=\";5\"" },
        { "an escaped quote", "2;a=\"\\\"\"" },
        { "an escaped backslash before the last quote", "2;a=\"\\\\\"" },
        { "text beyond ASCII in quotes", "2;a=\"caf\u00e9\"" },
        { "a thousand bytes", $"2;{new string('a', 1000)}" },
    };

    /// <summary>What stands in the place of the line, and is no line to the letter.</summary>
    public static TheoryData<string, string> Harmful => new()
    {
        { "a semicolon and nothing", "2;" },
        { "two semicolons", "2;;a" },
        { "an equals sign without a value", "2;a=" },
        { "a value without a name", "2;=b" },
        { "a comma", "2,a" },
        { "white space within a name", "2;a b" },
        { "white space at the end", "2;a " },
        { "white space behind a size", "2 " },
        { "a name beyond ASCII", "2;\u00e9" },
        { "a name in quotes", "2;\"a\"" },
        { "something behind quotes", "2;a=\"b\"c" },
        { "quotes that do not end", "2;a=\"b" },
        { "quotes whose end is escaped", "2;a=\"b\\\"" },
        { "an escaped line end in quotes", "2;a=\"b\\" },
        { "a line end in quotes", "2;a=\"b\r\nc\"" },
        { "a request in quotes", $"2;a=\"\r\nok\r\n0\r\n\r\n{Hidden}\"" },
        { "a bare CR in quotes", "2;a=\"b\rc\"" },
        { "a bare LF in quotes", "2;a=\"b\nc\"" },
        { "an escaped CR in quotes", "2;a=\"b\\\rc\"" },
        { "an escaped LF in quotes", "2;a=\"b\\\nc\"" },
        { "NUL in quotes", "2;a=\"b\0c\"" },
        { "DEL in quotes", "2;a=\"b\x7f\"" },
        { "a bare CR", "2;a\rb" },
        { "a bare LF", "2;a\nb" },
        { "a bare LF that ends the line", "2;a\nok\r\n0\r\n\r\n" },
        { "a bare CR that ends the line", "2;a\rok\r\n0\r\n\r\n" },
        { "two CRs", "2;a\r" },
        { "NUL in a name", "2;a\0" },
        { "more than a kilobyte", $"2;{new string('a', 1100)}" },
        { "more than a kilobyte in quotes", $"2;a=\"{new string('b', 1100)}\"" },
        { "more than a kilobyte of white space", $"2{new string(' ', 1100)};a" },
        { "more than the size of a head", $"2;{new string('a', 40_000)}" },
    };

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task A_harmless_one_passes_or_is_left_out(string rule, string line)
    {
        foreach (var later in new[] { false, true })
        {
            await rig.AssertAsync(rule, Chunked($"{line}\r\nok\r\n0\r\n\r\n{Hidden}"), ["POST /ok [ok]"], "200 404", later);
            await rig.AssertAsync(rule, Chunked($"2\r\nok\r\n0{line[1..]}\r\n\r\n{Hidden}"), ["POST /ok [ok]"], "200 404", later);
        }
    }

    [Theory]
    [MemberData(nameof(Harmful))]
    public async Task A_harmful_one_is_refused_with_all_behind_it(string rule, string line)
    {
        foreach (var later in new[] { false, true })
        {
            await rig.AssertAsync(rule, Chunked($"{line}\r\nok\r\n0\r\n\r\n{Hidden}"), [], "400", later);
            await rig.AssertAsync(rule, Chunked($"2\r\nok\r\n0{line[1..]}\r\n\r\n{Hidden}"), [], "400", later);
        }
    }
}
