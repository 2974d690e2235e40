using ActorProxy.Pbm.Tests.Harness;
using ActorProxy.Shared.Operator;
using Petabridge.Cmd;

namespace ActorProxy.Pbm.Tests;

public sealed class PbmPaletteTests
{
    public static TheoryData<string> Commands => Samples.Commands;

    [Theory, MemberData(nameof(Commands))]
    public void A_command_is_in_the_palette_of_its_group(string name)
    {
        var command = OperatorCatalogue.Find(name)!;

        Assert.Equal((command.Verb, command.Help), (Definition(command).Name, Definition(command).Description));
    }

    [Theory, MemberData(nameof(Commands))]
    public void Every_argument_has_its_switch_its_help_and_what_is_allowed(string name)
    {
        var command = OperatorCatalogue.Find(name)!;
        var arguments = Definition(command).ArgumentsByName;

        Assert.All(command.Arguments, argument =>
        {
            var defined = arguments[argument.Name];
            Assert.Equal($"--{argument.Name}", defined.Switch[0]);
            Assert.StartsWith(argument.Help, defined.Description, StringComparison.Ordinal);
            Assert.Contains(argument.Allowed, defined.Description, StringComparison.Ordinal);
            Assert.Equal(argument.Required || argument.Positional, defined.IsMandatory);
            Assert.False(defined.AllowMultiple);
            if (argument.Default is { Length: > 0 } fallback)
                Assert.Contains(fallback, defined.DefaultValues);
            if (argument.Kind == ArgumentKind.Choice)
                Assert.Equal(argument.Choices, defined.DefaultValues);
        });
    }

    [Theory, MemberData(nameof(Commands))]
    public void No_two_arguments_have_a_switch_in_common_and_none_takes_ours(string name)
    {
        var command = OperatorCatalogue.Find(name)!;
        var switches = Definition(command).ArgumentsByName.Values.SelectMany(a => a.Switch).ToList();

        Assert.Equal(switches.Distinct(), switches);
        Assert.DoesNotContain("-h", switches);
        Assert.Null(command.Find("yes"));
        Assert.Null(command.Find("wide"));
    }

    [Theory, MemberData(nameof(Commands))]
    public void Commands_that_end_connections_have_yes_and_no_others(string name)
    {
        var command = OperatorCatalogue.Find(name)!;
        var yes = Definition(command).ArgumentsByName.GetValueOrDefault("yes");

        Assert.Equal(command.Effect == CommandEffect.Destroys ? ["--yes", "-y"] : null, yes?.Switch);
        // A client that insists on it would not say why.
        Assert.NotEqual(true, yes?.IsMandatory);
    }

    [Theory]
    [InlineData("connections list", true)]
    [InlineData("routes list", true)]
    [InlineData("backends list", true)]
    [InlineData("connections show", false)]
    [InlineData("connections count", false)]
    [InlineData("config show", false)]
    public void Lists_with_columns_that_are_left_out_have_wide(string name, bool wide) =>
        Assert.Equal(wide, Definition(OperatorCatalogue.Find(name)!).ArgumentsByName.ContainsKey("wide"));

    [Fact]
    public void The_first_argument_with_a_letter_has_it_for_short() => Assert.Equal(
        [("route", "-r"), ("backend", "-b"), ("client", "-c"), ("node", "-n"), ("host", null), ("reverse", null)],
        PbmSwitches.Of(OperatorCatalogue.Find("connections list")!)
            .Where(s => s.Argument.Name is "route" or "backend" or "client" or "node" or "host" or "reverse")
            .Select(s => (s.Argument.Name, s.Switches.ElementAtOrDefault(1))));

    [Theory]
    [InlineData("connections", "connections")]
    [InlineData("cluster", "cluster")]
    [InlineData("log", "proxy-log")]
    public void Groups_keep_their_names_but_for_the_one_that_is_taken(string group, string name) =>
        Assert.Equal(name, PbmPalette.NameOf(group));

    private static CommandDefinition Definition(OperatorCommand command) =>
        PbmPalette.Of(command.Group, OperatorCatalogue.All.Where(c => c.Group == command.Group)).Commands.Single(
            d => d.Name == command.Verb);
}
