using System.Text;
using ActorProxy.Shared.Http;
using CsCheck;

namespace ActorProxy.Shared.Tests.Http;

/// <summary>Heads that have what others had before them, of which strings are not made anew.</summary>
public class RepeatedHeadTests
{
    [Fact]
    public void What_was_read_lately_is_not_made_anew()
    {
        var (one, other) = (Parse("X-Some: value", "/path"), Parse("X-Some: value", "/path"));
        Assert.Same(one.Fields[0].Name, other.Fields[0].Name);
        Assert.Same(one.Fields[0].Value, other.Fields[0].Value);
        Assert.Same(one.Target, other.Target);
    }

    // Few bytes and lengths, so that many share a place; and what lies beyond ASCII, and is long.
    [Fact]
    public void No_string_is_taken_for_another() =>
        Gen.Select(Gen.Char['a', 'c'].Array[1, 20], Gen.OneOfConst("a", "caf\u00e9", "", new string('x', 48), new string('y', 49)))
            .Sample((name, value) => Parse($"{new string(name)}: {value}", $"/{new string(name)}") is var head
                && head.Fields[0] == new HeaderField(new string(name), value) && head.Target == $"/{new string(name)}", iter: 20_000);

    private static RequestHead Parse(string field, string target) => RequestHeadParser.Parse(
        Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\n{field}\r\n\r\n"), HeadLimits.Default).Head!;
}
