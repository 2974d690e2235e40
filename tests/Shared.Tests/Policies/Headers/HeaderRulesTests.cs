using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Tests.Settings;

namespace ActorProxy.Shared.Tests.Policies.Headers;

public class HeaderRulesTests
{
    [Fact]
    public void Removes_then_sets_then_adds()
    {
        var rules = new HeaderRules { Remove = ["a"], Set = [new("B", "new")], Add = [new("C", "2"), new("A", "3")] };
        HeaderFields fields = [new("A", "1"), new("b", "1"), new("C", "1"), new("B", "2")];
        Assert.Equal([new("C", "1"), new("B", "new"), new("C", "2"), new("A", "3")], rules.Apply(fields));
        Assert.Same(fields, HeaderRules.None.Apply(fields));
    }

    [Theory(DisplayName = "RFC 9110 7.6.1, RFC 6455 4.1: fields of connection and handshake cannot be touched")]
    [InlineData("Host")]
    [InlineData("connection")]
    [InlineData("Upgrade")]
    [InlineData("Content-Length")]
    [InlineData("Transfer-Encoding")]
    [InlineData("sec-websocket-anything")]
    public void Protected(string name)
    {
        Assert.Contains(name, Assert.Single(new HeaderRules { Remove = [name] }.Validate()));
        Assert.Single(new HeaderRules { Set = [new(name, "v")] }.Validate());
        Assert.Single(new HeaderRules { Add = [new(name, "v")] }.Validate());
    }

    [Theory(DisplayName = "RFC 9110 5.1 and 5.5: names are tokens, values have no control characters")]
    [InlineData("a b", "v")]
    [InlineData("", "v")]
    [InlineData("A", "v\r\nX: y")]
    [InlineData("A", " v")]
    [InlineData("A", "\u20ac")]
    public void Syntax(string name, string value) => Assert.Single(new HeaderRules { Add = [new(name, value)] }.Validate());

    [Fact]
    public void Valid_rules_have_no_errors() =>
        Assert.Empty(new HeaderRules { Remove = ["Cookie"], Set = [new("A", "v")], Add = [new("B", "")] }.Validate());

    [Fact]
    public void Equality_is_by_value()
    {
        var rules = new HeaderRules { Remove = ["a"], Add = [new("B", "1")] };
        Assert.Equal(rules, new HeaderRules { Remove = ["a"], Add = [new("B", "1")] });
        Assert.NotEqual(rules, new HeaderRules { Remove = ["a"], Set = [new("B", "1")] });
    }
}
