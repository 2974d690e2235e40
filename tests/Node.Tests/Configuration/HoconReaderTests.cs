using ActorProxy.Node.Configuration;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Tests.Configuration;

public class HoconReaderTests
{
    [Fact]
    public void Keys_have_the_lines_where_they_are_written()
    {
        var lines = Read(""""
            # comment { [ "
            a { // comment }
              b = 1, c.d = "x } y"
              "e.f" = [
                1, { g = 2
                     h = 3 }
              ]
            }
            i = """

            tri { """
            a.b = 4
            """").ToSection().Lines().ToDictionary(key => key.Path, key => key.Line);
        Assert.Equal((2, 3, 3, 3, 4), (lines["a"], lines["a.c"], lines["a.c.d"], lines["a.c.d"], lines["a.\"e.f\""]));
        Assert.Equal((5, 5, 5, 6), (lines["a.\"e.f\"[0]"], lines["a.\"e.f\"[1]"], lines["a.\"e.f\"[1].g"], lines["a.\"e.f\"[1].h"]));
        Assert.Equal((9, 12), (lines["i"], lines["a.b"]));
    }

    [Theory]
    [InlineData("a {\n b {\n c = 1\n }\n", "f:1: a: '{' is never closed")]
    [InlineData("a = [\n1,\n", "f:1: a: '[' is never closed")]
    [InlineData("a = 1\n}", "f:2: '}' closes nothing")]
    [InlineData("a {\n b = [1 }\n}", "f:2: '}' where ']' is expected")]
    [InlineData("a = \"x\nb = 1", "f:1: a: the string is not closed before the end of its line")]
    [InlineData("a = 1\nb = \"\"\"x\n\n", "f:2: b: the string (\"\"\") is never closed")]
    [InlineData("a = \"C:\\x\"", "f:1: a: '\\x' is no escape sequence; write \\\\ for a backslash")]
    [InlineData("a = ws://x\nb = *", "f:1: a: a value with ':' must be in double quotes|f:2: b: a value with '*' must be in double quotes")]
    [InlineData("a = [ws://x]\nb { c = x=y }",
        "f:1: a[0]: a value with ':' must be in double quotes|f:2: b.c: a value with '=' must be in double quotes")]
    [InlineData("a { b = x=${N}, c = * # }\n}",
        "f:1: a.b: a value with '=' must be in double quotes|f:1: a.c: a value with '*' must be in double quotes")]
    [InlineData("a { b = 1 c = 2 }", "f:1: a.b: a value with '=' must be in double quotes, or a comma is missing before 'c'")]
    [InlineData("a =\nb = 2", "f:1: a: the key has no value")]
    [InlineData("a", "f:1: a: the key has no value")]
    [InlineData("= 1", "f:1: a key is missing")]
    [InlineData("a..b = 1", "f:1: a: a key is missing")]
    [InlineData("*.x = 1", "f:1: a key cannot begin with '*'; put it in double quotes")]
    [InlineData("a b = 1", "f:1: the key 'a b' has a space; put it in double quotes")]
    [InlineData("a += 1", "f:1: a: += is not supported; write the whole list")]
    [InlineData("a = 1,, b = 2", "f:1: ',' without an entry before it")]
    [InlineData("a { b = 1 } c = 2", "f:1: a: a new line or a comma is missing after the value")]
    [InlineData("include \"x\"", "f:1: include: only a file can include others")]
    [InlineData("[1]", "f:1: the top level is an object, not a list")]
    [InlineData("a = ${NO}", "f:1: a: the environment variable NO is not set")]
    [InlineData("a = ${NO", "f:1: a: '$' begins a substitution, ${NAME}; put other text in double quotes")]
    [InlineData("a = ${akka.b}", "f:1: a: ${akka.b}: there is no such key")]
    [InlineData("akka.a = ${akka.a}", "f:1: akka.a: ${akka.a} leads back to itself")]
    [InlineData("akka { a = ${akka.b.c}\nb = ${akka.a} }",
        "f:1: akka.a: ${akka.b.c}: there is no such key; did you mean akka.b?|f:2: akka.b: ${akka.a} leads back to itself")]
    public void What_is_not_well_formed_is_refused_with_its_line(string text, string expected) =>
        Assert.Equal(expected.Split('|'), Read(text).Problems.OrderBy(p => p.Line).Select(p => p.ToString()));

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.EndsWith("nested deeper than 64 levels", Assert.Single(Read(string.Concat(Enumerable.Repeat("a{", 100_000))).Problems)
            .ToString());

    [Theory]
    [InlineData("a = ${?SET}", "va\"l\\ue")]
    [InlineData("a = ${SET}", "va\"l\\ue")]
    [InlineData("a = 1\na = ${?UNSET}", "1")]
    [InlineData("a = 1, a = ${?UNSET}, b = 2", "1")]
    [InlineData("a = \"x\"${?SET}\"y\"", "xva\"l\\uey")]
    [InlineData("a = x${?UNSET}y", "xy")]
    [InlineData("a = \"${SET}\"", "${SET}")]
    [InlineData("# ${SET}\na = 1 # ${NO}", "1")]
    [InlineData("a = ${?EMPTY}", "")]
    public void Environment_variables_are_put_in(string text, string expected)
    {
        var document = Read(text);
        Assert.Empty(document.Problems);
        Assert.Equal(expected, document.ToConfig().GetString("a"));
    }

    [Fact]
    public void An_item_that_is_not_set_leaves_its_list()
    {
        var document = Read("a = [${?UNSET}, \"x\", ${?UNSET}, \"y\", ${?UNSET}]");
        Assert.Empty(document.Problems);
        Assert.Equal(["x", "y"], document.ToConfig().GetStringList("a"));
    }

    [Fact]
    public void A_key_can_refer_to_another()
    {
        var document = Read("akka.a = 7\nakka.b = ${akka.a}");
        Assert.Empty(document.Problems);
        Assert.Equal(7, document.ToConfig().GetInt("akka.b"));
    }

    [Theory]
    [InlineData("x { a { y = 1 }, b = 2 }")]
    [InlineData("x { a = 1\n , b = 2 }")]
    [InlineData("{ x { a = 1, b = 2, } }")]
    [InlineData("\uFEFFx { a = 1\r\n b = 2 }\r\n")]
    [InlineData("x\n{\n a = 1 // c\n b = 2 # c\n}")]
    [InlineData("x { a = [\"p\" # c\n, \"q\"], b = 2 }")]
    public void Separators_and_comments_that_HOCON_allows_are_read(string text)
    {
        var document = Read(text);
        Assert.Empty(document.Problems);
        Assert.Equal(2, document.ToConfig().GetInt("x.b"));
    }

    // Akka's parser does not come to an end with the first, and drops parts of the others.
    [Theory]
    [InlineData("a{b=[{c//=\"\"}]}{p{s=\"\"{t{A=\"\"},e=[]}}}", "f:1: a.b[0].c: the key has no value")]
    [InlineData("a{s=\"\"{t=1}}", "f:1: a.s: '{' behind something else; a value is a text, an object or a list, and "
        + "what is no text begins after '='")]
    [InlineData("a=x[1]", "f:1: a: '[' behind something else; a value is a text, an object or a list, and "
        + "what is no text begins after '='")]
    [InlineData("a={}[1]", "f:1: a: '[' behind something else; a value is a text, an object or a list, and "
        + "what is no text begins after '='")]
    [InlineData("akka.a=x\nb={c=1}${akka.a}", "f:2: b: ${akka.a} joins texts, objects or lists with one another; a value is of one kind")]
    public void What_has_no_meaning_is_refused(string text, string expected) =>
        Assert.Equal([expected], Read(text).Problems.Select(p => p.ToString()));

    [Theory]
    [InlineData("akka.o = { x = 1, y { z = 2 } }\na = ${akka.o} { y { w = 3 } }", "x=1 y.z=2 y.w=3")]
    [InlineData("akka.o = { x = 1 }\na = { x = 2, y = 3 } ${akka.o}", "x=1 y=3")]
    [InlineData("akka.o = { x = 1 }\na = { y = 3 }\na = ${akka.o}", "y=3 x=1")]
    [InlineData("akka.o = { x = 1 }\na = ${akka.o}\na.y = 3", "x=1 y=3")]
    [InlineData("akka.o = ${akka.p} { x = 1 }\nakka.p = { q { r = 4 } }\na.z = ${akka.o.q.r}", "z=4")]
    [InlineData("a = { x = 1 } { y = 2 }", "x=1 y=2")]
    [InlineData("a { x = 1 }\na = 5\na { y = 2 }", "y=2")]
    [InlineData("a.x.y = 1\na.x = 2", "x=2")]
    [InlineData("a.x = 2\na.x.y = 1", "x.y=1")]
    [InlineData("akka.t = b\na.x = a ${akka.t}\"c\" ${?UNSET}d", "x=a bc d")]
    public void Values_of_objects_are_joined(string text, string expected)
    {
        var document = Read(text);
        Assert.Empty(document.Problems);
        Assert.Equal(expected, string.Join(' ', Leaves(document.Root.Items["a"].GetObject(), "")));
    }

    [Fact]
    public void Lists_are_joined()
    {
        var document = Read("akka.l = [1]\na = ${akka.l} [2, 3]\nb = [0] ${akka.l}");
        Assert.Empty(document.Problems);
        Assert.Equal(["1", "2", "3"], document.ToConfig().GetStringList("a"));
        Assert.Equal(["0", "1"], document.ToConfig().GetStringList("b"));
    }

    [Theory]
    [InlineData("akka.x0 = [1]", "akka.x{1} = [${akka.x{0}}, ${akka.x{0}}]")]
    [InlineData("akka.x0 = abcdefgh", "akka.x{1} = ${akka.x{0}}${akka.x{0}}")]
    [InlineData("akka.x0 { y = 1 }", "akka.x{1} { a = ${akka.x{0}}, b = ${akka.x{0}} }")]
    public void References_that_come_to_too_much_are_refused(string first, string next)
    {
        var text = string.Join('\n', [first, .. Enumerable.Range(0, 60)
            .Select(i => next.Replace("{0}", i.ToString(), StringComparison.Ordinal)
            .Replace("{1}", (i + 1).ToString(), StringComparison.Ordinal))]);
        Assert.Contains(Read(text).Problems, p => p.Message.Contains("brings more than fits", StringComparison.Ordinal));
    }

    [Fact]
    public void References_in_a_long_row_are_refused()
    {
        var text = string.Join('\n', Enumerable.Range(0, 100_000).Select(i => $"akka.x{i} = ${{akka.x{i + 1}}}")
            .Append("akka.x100000 = 1"));
        Assert.Contains(Read(text).Problems, p => p.Message.EndsWith("leads from value to value too often", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("akka.x = { y = ${akka.x} }")]
    [InlineData("akka.x = { y = [${akka.x}] }")]
    [InlineData("akka.x = ${akka.x} { y = 1 }")]
    [InlineData("akka.x = ${akka.x.y}\nakka.x.y = 1")]
    public void References_to_themselves_are_refused(string text) =>
        Assert.Contains(Read(text).Problems, p => p.Message.EndsWith("leads back to itself", StringComparison.Ordinal));

    [Fact]
    public void Deep_keys_are_refused_however_they_are_written()
    {
        Assert.All(
            [string.Join('.', Enumerable.Repeat("a", 100_000)) + " = 1", string.Concat(Enumerable.Repeat("a.b.c{", 30)),
                "a = " + new string('[', 100_000)],
            text => Assert.EndsWith("nested deeper than 64 levels", Assert.Single(Read(text).Problems).Message));
        var chain = string.Join('\n', Enumerable.Range(0, 40).Select(i => $"akka.x{i} {{ a {{ b = ${{akka.x{i + 1}}} }} }}")
            .Append("akka.x40 = 1"));
        Assert.Contains(Read(chain).Problems, p => p.Message.EndsWith("is nested deeper than 64 levels", StringComparison.Ordinal));
    }

    [Fact]
    public void Any_text_comes_to_an_end()
    {
        // Pieces that mean something, in every order that a seed gives.
        string[] pieces = ["a", "b.c", "\"\"", "\"x\"", "\"\"\"", "{", "}", "[", "]", "=", ":", ",", "\n", " ", "//", "#", "${akka.a}",
            "${?NO}", "$", "\\", "+=", "include ", "file(", ")", "akka.a"];
        var random = new Random(1);
        for (var i = 0; i < 100_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => pieces[random.Next(pieces.Length)]));
            var document = Read(text);
            Assert.True(document.Problems.Count > 0 || document.ToSection().Lines().All(key => key.Line >= 1), text);
        }
    }

    [Theory]
    [InlineData("a = \"${SET}\"", "f:1: a: within quotes ${SET} is text and stands for nothing else; write ${SET} without quotes, or "
        + "\"$\"\"{SET}\" where that text is meant")]
    [InlineData("a = [\"Password=${?SET};x\"]",
        "f:1: a[0]: within quotes ${?SET} is text and stands for nothing else; write ${?SET} outside of the quotes, as in "
        + "\"a\"${?SET}\"b\", or \"$\"\"{?SET}\" where that text is meant")]
    [InlineData("a = \"$\"\"{SET}\"", null)]
    [InlineData("a = ${SET}", null)]
    [InlineData("a = \"$5 {x}\"", null)]
    public void A_text_that_looks_like_a_substitution_is_warned_of(string text, string? expected)
    {
        var document = Read(text);
        Assert.Empty(document.Problems);
        Assert.Equal(expected is null ? [] : [expected], document.Warnings.Select(w => w.ToString()));
    }

    [Fact]
    public void A_key_in_a_path_is_found_whatever_is_in_it()
    {
        var document = Read("\n\"a.\\\"]\\n\" {\n \"b[0]\" = [1,\n2] }");
        var section = document.ToSection();
        Assert.Equal([2, 3, 3, 4], section.Lines().Select(key => key.Line));
        Assert.All(section.Lines(), key => Assert.Equal(key.Line, section.OriginOf(key.Path).Line));
        Assert.DoesNotContain(section.Lines(), key => key.Path.Any(char.IsControl));
        var first = section.Lines().First().Path;
        Assert.Equal((3, 2), (section.OriginOf($"{first}.\"b[0]\"[7]").Line, section.OriginOf($"{first}.x").Line));
    }

    [Fact]
    public void Items_of_a_list_that_comes_in_parts_have_their_lines()
    {
        var document = Read("akka.s = [0]\na = [1] [2,\n3] ${akka.s} [\n4]");
        Assert.Empty(document.Problems);
        Assert.Equal([2, 2, 3, 1, 4], Enumerable.Range(0, 5).Select(i => document.ToSection().OriginOf($"a[{i}]").Line));
    }

    [Fact]
    public void Objects_are_joined_in_their_order()
    {
        var document = Read("akka { s { x { a = 1 }, y = 1, z { a = 1 } }, t { x { b = 2 }, y { c = 2 }, z = 2 } }\na = ${akka.s} { x "
            + "{ c = 3 }, z { d = 3 } } ${akka.t}\na.z { e = 4 }\na.y { f = 4 }");
        Assert.Empty(document.Problems);
        var joined = ((HoconNode)document.Root.Items["a"]).GetObject();
        Assert.Equal(["x.a=1", "x.c=3", "x.b=2", "y.c=2", "y.f=4", "z.e=4"], Leaves(joined, ""));
        Assert.Equal(["x.a=1", "y=1", "z.a=1"], Leaves(document.Root.Items["akka"].GetObject().Items["s"].GetObject(), ""));
    }

    private static IEnumerable<string> Leaves(HoconObject of, string path) => of.Items.SelectMany(item => item.Value.IsObject()
        ? Leaves(item.Value.GetObject(), $"{path}{item.Key}.")
        : [$"{path}{item.Key}={item.Value.GetString()}"]);

    private static HoconDocument Read(string text) => HoconReader.Read(text, "f", name => name switch
    {
        "SET" => "va\"l\\ue",
        "EMPTY" => "",
        _ => null,
    });
}
