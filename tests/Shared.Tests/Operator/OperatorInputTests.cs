using System.Collections.Immutable;
using ActorProxy.Shared.Operator;
using CsCheck;

namespace ActorProxy.Shared.Tests.Operator;

public class OperatorInputTests
{
    [Fact]
    public void Arguments_are_typed_and_have_their_defaults()
    {
        var input = Read("connections list", ("limit", "7"), ("min-age", "90s"), ("reverse", "true"));
        Assert.Equal((7, TimeSpan.FromSeconds(90), true), (input.Number("limit"), input.Duration("min-age"), input.Flag("reverse")));
        Assert.Equal(("since", TimeSpan.FromSeconds(2), (string?)null),
            (input.Text("sort"), input.Duration("timeout"), input.Text("route")));
        Assert.Equal(256, Read("connections tap", ("id", "a-1")).Size("max-payload"));
        Assert.Throws<ArgumentException>(() => input.Text("colour"));
    }

    [Theory]
    [InlineData("connections lits", "", "", "there is no command 'connections lits'; did you mean connections list?")]
    [InlineData("connections list", "limti", "1", "there is no argument of connections list 'limti'; did you mean limit?")]
    [InlineData("connections list", "limit", "0", "limit: '0' is not allowed; allowed is a whole number from 1 to 10000")]
    [InlineData("connections list", "sort", "size", "sort: 'size' is not allowed; allowed is since, bytes, messages, idle, id")]
    [InlineData("connections list", "min-age", "90", "min-age: '90' is not allowed; allowed is a number with a unit: ms, s, m, h or d")]
    [InlineData("connections list", "reverse", "yes", "reverse: 'yes' is not allowed; allowed is true, false")]
    [InlineData("connections show", "", "", "id is missing: The connection's id, as in 5f3a9c21-1b")]
    public void What_is_wrong_is_said_with_what_is_allowed(string command, string argument, string value, string problem)
    {
        var arguments = argument.Length == 0
            ? ImmutableSortedDictionary<string, string>.Empty
            : ImmutableSortedDictionary<string, string>.Empty.Add(argument, value);
        Assert.False(OperatorInput.TryRead(new OperatorRequest(command, arguments, "test"), out _, out var problems));
        Assert.Equal(problem, Assert.Single(problems));
    }

    [Fact]
    public void No_request_throws() =>
        Gen.Select(Gen.OneOfConst([.. OperatorCatalogue.All.Select(c => c.Name), "", "x y"]),
            Gen.Dictionary(Gen.OneOf(Gen.String, Gen.OneOfConst("id", "limit", "node", "over")), Gen.String))
            .Sample((command, arguments) =>
            {
                var request = new OperatorRequest(command, arguments.ToImmutableSortedDictionary(), "test");
                Assert.Equal(OperatorInput.TryRead(request, out var input, out var problems), problems.Count == 0);
                Assert.Equal(problems.Count == 0, input is not null);
            });

    private static OperatorInput Read(string command, params (string Name, string Value)[] arguments)
    {
        var request = new OperatorRequest(command, arguments.ToImmutableSortedDictionary(a => a.Name, a => a.Value), "test");
        Assert.True(OperatorInput.TryRead(request, out var input, out var problems), string.Join("; ", problems));
        return input;
    }
}
