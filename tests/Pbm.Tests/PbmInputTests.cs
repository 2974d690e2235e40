using ActorProxy.Pbm.Tests.Harness;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Pbm.Tests;

public sealed class PbmInputTests
{
    public static TheoryData<string> Commands => Samples.Commands;

    [Theory, MemberData(nameof(Commands))]
    public void Every_switch_of_every_argument_reaches_the_request(string name)
    {
        var command = OperatorCatalogue.Find(name)!;
        foreach (var (argument, switches) in PbmSwitches.Of(command).Where(s => command.Arguments.Contains(s.Argument)))
        {
            foreach (var written in switches)
            {
                var input = PbmInput.Read(command, [.. Samples.Required(command).Where(g => g.Item1 != $"--{argument.Name}"),
                    (written, Samples.Of(argument))]);

                Assert.Empty(input.Problems);
                Assert.Equal((name, "pbm", false), (input.Request.Command, input.Request.Caller, input.Request.Local));
                Assert.Equal(Samples.Of(argument), input.Request.Arguments[argument.Name]);
            }
        }
    }

    [Theory, MemberData(nameof(Commands))]
    public void Only_the_catalogues_arguments_are_in_the_request(string name)
    {
        var command = OperatorCatalogue.Find(name)!;
        var input = PbmInput.Read(command, Samples.Required(command));

        Assert.Empty(input.Problems);
        Assert.Equal(
            command.Arguments.Where(a => a.Required || a.Positional).Select(a => a.Name).Order(StringComparer.Ordinal),
            input.Request.Arguments.Keys);
    }

    [Theory, MemberData(nameof(Commands))]
    public void What_ends_connections_is_done_only_for_those_who_say_yes(string name)
    {
        var command = OperatorCatalogue.Find(name)!;
        var given = Samples.Required(command).Where(g => g.Item1 != "--yes").ToList();
        string[] refused = command.Effect == CommandEffect.Destroys ? [$"{name} can end connections; add --yes true to do it"] : [];

        Assert.Equal(refused, PbmInput.Read(command, given).Problems);
        if (command.Effect != CommandEffect.Destroys)
            return;
        Assert.Equal(refused, PbmInput.Read(command, [.. given, ("--yes", "false")]).Problems);
        Assert.Empty(PbmInput.Read(command, [.. given, ("-y", "true")]).Problems);
        Assert.Empty(PbmInput.Read(command, [.. given, ("--yes", null)]).Problems);
    }

    [Theory]
    [InlineData("connections list", "--limit", "0", "limit: '0' is not allowed; allowed is a whole number from 1 to 10000")]
    [InlineData("connections list", "--sort", "size", "sort: 'size' is not allowed; allowed is since, bytes, messages, idle, id")]
    [InlineData("connections list", "--limt", "1", "there is no switch '--limt'; did you mean --limit?")]
    [InlineData("connections list", "--wide", "maybe", "wide: 'maybe' is not allowed; allowed is true, false")]
    [InlineData("cluster show", "--node", "a", "there is no switch '--node'; the command has none")]
    [InlineData("drain status", "--unknown-at-all", "a", "there is no switch '--unknown-at-all'; there are: --node, -n")]
    public void What_is_wrong_is_said_with_what_is_allowed(string name, string written, string value, string problem) =>
        Assert.Equal([problem], PbmInput.Read(OperatorCatalogue.Find(name)!, [(written, value)]).Problems);

    [Fact]
    public void What_is_missing_and_what_is_there_twice_is_said_at_once() => Assert.Equal(
        ["code is there twice", "id is missing: The connection's id, as in 5f3a9c21-1b"],
        PbmInput.Read(OperatorCatalogue.Find("connections close")!, [("--code", "1000"), ("-c", "1001")]).Problems);

    [Theory]
    [InlineData(null, "true")]
    [InlineData("", "true")]
    [InlineData("false", "false")]
    public void A_flag_needs_no_value(string? value, string read) =>
        Assert.Equal(read, PbmInput.Read(OperatorCatalogue.Find("connections list")!, [("--reverse", value)]).Request.Arguments["reverse"]);

    [Theory]
    [InlineData("true", true)]
    [InlineData("", true)]
    [InlineData("false", false)]
    public void Wide_is_ours_and_stays_here(string value, bool wide)
    {
        var input = PbmInput.Read(OperatorCatalogue.Find("connections list")!, [("--wide", value)]);

        Assert.Empty(input.Problems);
        Assert.Equal(wide, input.Wide);
        Assert.Empty(input.Request.Arguments);
    }
}
