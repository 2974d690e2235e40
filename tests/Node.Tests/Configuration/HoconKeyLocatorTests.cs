using ActorProxy.Node.Configuration;
using Akka.Configuration;

namespace ActorProxy.Node.Tests.Configuration;

public class HoconKeyLocatorTests
{
    [Fact]
    public void Keys_have_the_lines_where_they_are_written()
    {
        var lines = Locate(""""
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
            """").Lines;
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
    [InlineData("a =\nb = 2", "f:1: a: the key has no value")]
    [InlineData("a", "f:1: a: the key has no value")]
    [InlineData("= 1", "f:1: a key is missing")]
    [InlineData("a..b = 1", "f:1: a: a key is missing")]
    [InlineData("*.x = 1", "f:1: a key cannot begin with '*'; put it in double quotes")]
    [InlineData("a b = 1", "f:1: the key 'a b' has a space; put it in double quotes")]
    [InlineData("a += 1", "f:1: a: += is not supported; write the whole list")]
    [InlineData("a = 1,, b = 2", "f:1: ',' without an entry before it")]
    [InlineData("a { b = 1 } c = 2", "f:1: a: a new line or a comma is missing after the value")]
    [InlineData("include \"x\"", "f:1: include is not supported; put everything into one file")]
    [InlineData("[1]", "f:1: the top level is an object, not a list")]
    [InlineData("a = ${NO}", "f:1: a: the environment variable NO is not set")]
    [InlineData("a = ${NO", "f:1: a: '$' begins a substitution, ${NAME}; put other text in double quotes")]
    [InlineData("a = ${akka.b}", "f:1: a: ${akka.b}: there is no such key")]
    [InlineData("akka.a = ${akka.a}", "f:1: akka.a: ${akka.a} leads back to itself")]
    [InlineData("akka { a = ${akka.b.c}\nb = ${akka.a} }", "f:1: akka.a: ${akka.b.c}: there is no such key; did you mean akka.b?|f:1: akka.a: ${akka.b.c} leads back to itself|f:2: akka.b: ${akka.a} leads back to itself")]
    public void What_is_not_well_formed_is_refused_with_its_line(string text, string expected) =>
        Assert.Equal(expected.Split('|'), Locate(text).Problems.Select(p => p.ToString()));

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.EndsWith("nested deeper than 64 levels", Assert.Single(Locate(string.Concat(Enumerable.Repeat("a{", 100_000))).Problems).ToString());

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
        var outline = Locate(text);
        Assert.Empty(outline.Problems);
        Assert.Equal(expected, ConfigurationFactory.ParseString(outline.Text).GetString("a"));
    }

    [Fact]
    public void An_item_that_is_not_set_leaves_its_list()
    {
        var outline = Locate("a = [${?UNSET}, \"x\", ${?UNSET}, \"y\", ${?UNSET}]");
        Assert.Empty(outline.Problems);
        Assert.Equal(["x", "y"], ConfigurationFactory.ParseString(outline.Text).GetStringList("a"));
    }

    [Fact]
    public void A_key_can_refer_to_another()
    {
        var outline = Locate("akka.a = 7\nakka.b = ${akka.a}");
        Assert.Empty(outline.Problems);
        Assert.Equal(7, ConfigurationFactory.ParseString(outline.Text).GetInt("akka.b"));
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
        var outline = Locate(text);
        Assert.Empty(outline.Problems);
        Assert.Equal(2, ConfigurationFactory.ParseString(outline.Text).GetInt("x.b"));
    }

    private static HoconOutline Locate(string text) => HoconKeyLocator.Locate(text, "f", name => name switch
    {
        "SET" => "va\"l\\ue",
        "EMPTY" => "",
        _ => null,
    });
}
