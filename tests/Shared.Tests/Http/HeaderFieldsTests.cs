using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class HeaderFieldsTests
{
    private static readonly HeaderFields Fields =
        [new("Connection", "keep-alive"), new("X", "1"), new("CONNECTION", " \tUpgrade ,, close"), new("x", "2")];

    [Fact(DisplayName = "RFC 9110 5.1: names compare case-insensitively, order is kept")]
    public void Names()
    {
        Assert.Equal("1", Fields.First("x"));
        Assert.Equal(["1", "2"], Fields.Values("X"));
        Assert.Equal(2, Fields.CountOf("connection"));
        Assert.Null(Fields.First("Y"));
        Assert.False(Fields.Has("Y"));
        Assert.Equal(0, Fields.CountOf("Y"));
    }

    [Theory(DisplayName = "RFC 9110 5.6.1: a token is looked for in the lists of all fields of the name, in any case")]
    [InlineData("upgrade", true)]
    [InlineData("KEEP-ALIVE", true)]
    [InlineData("close", true)]
    [InlineData("up", false)]
    [InlineData("upgrades", false)]
    [InlineData("1", false)]
    public void HasToken(string token, bool expected) => Assert.Equal(expected, Fields.HasToken("connection", token));

    [Fact(DisplayName = "RFC 9110 5.6.1: empty members are ignored")]
    public void Members() => Assert.Equal(["keep-alive", "Upgrade", "close"], Fields.Members("Connection"));

    [Fact(DisplayName = "RFC 9110 5.6.4: a comma in a quoted-string does not separate")]
    public void Quoted()
    {
        HeaderFields fields = [new("E", """a; x="1,\",2", b"""), new("E", "\"open, end")];
        Assert.Equal(["""a; x="1,\",2" """.Trim(), "b", "\"open, end"], fields.Members("E"));
    }

    [Fact(DisplayName = "RFC 9110 5.3: fields of one name combine into one list")]
    public void Joined()
    {
        Assert.Equal("1, 2", Fields.Joined("X"));
        Assert.Null(Fields.Joined("Y"));
    }

    [Fact]
    public void Equality_is_by_value_and_exact()
    {
        HeaderFields same = [new("X", "1")];
        HeaderFields again = [new("X", "1")];
        HeaderFields other = [new("x", "1")];
        Assert.Equal(same, again);
        Assert.Equal(same.GetHashCode(), again.GetHashCode());
        Assert.NotEqual(same, other);
    }

    [Theory]
    [InlineData("Upgrade", "Upgrade")]
    [InlineData(" Upgrade ", "Upgrade")]
    [InlineData("", "")]
    [InlineData(",", "")]
    [InlineData("a,b", "a b")]
    [InlineData("\"a,b\"", "\"a,b\"")]
    public void Members_of_one_field_are_those_of_the_list(string value, string expected) =>
        Assert.Equal(expected, string.Join(' ', new HeaderFields[] { [new("Connection", value)] }[0].Members("connection")));

    [Fact]
    public void What_is_kept_has_its_order_and_all_of_it_is_the_same_object()
    {
        HeaderFields fields = [new("A", "1"), new("B", "2"), new("a", "3")];

        Assert.Equal([new("B", "2")], fields.Keep("a", static (f, gone) => !f.Name.Equals(gone, StringComparison.OrdinalIgnoreCase)));
        Assert.Same(fields, fields.Keep(0, static (_, _) => true));
        Assert.Same(HeaderFields.Empty, fields.Keep(0, static (_, _) => false));
    }

    [Fact]
    public void One_after_the_other()
    {
        HeaderFields fields = [new("B", "2")];

        Assert.Equal([new("A", "1"), new("B", "2")], HeaderFields.Concat([new("A", "1")], fields.AsSpan()));
        Assert.Same(HeaderFields.Empty, HeaderFields.Concat([], []));
    }
}
