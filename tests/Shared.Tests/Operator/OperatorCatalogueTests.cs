using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Shared.Tests.Operator;

public class OperatorCatalogueTests
{
    public static TheoryData<string> Names => [.. OperatorCatalogue.All.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_and_help_are_of_one_form(string name)
    {
        var command = OperatorCatalogue.Find(name)!;
        Assert.All(command.Arguments.Select(a => a.Name).Concat(command.Columns.Select(c => c.Name)).Append(command.Group)
            .Append(command.Verb),
            word => Assert.Matches("^[a-z]+(-[a-z]+)*$", word));
        Assert.All(command.Arguments.Select(a => a.Help).Append(command.Help), help => Assert.Matches(new Regex("^[A-Z].*[^.]$"), help));
        Assert.Equal(command.Arguments.Length, command.Arguments.Select(a => a.Name).Distinct().Count());
        Assert.Equal(command.Columns.Length, command.Columns.Select(c => c.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Arguments_by_place_come_first_and_defaults_are_allowed(string name)
    {
        var command = OperatorCatalogue.Find(name)!;
        Assert.Equal(command.Arguments.Count(a => a.Positional), command.Arguments.TakeWhile(a => a.Positional).Count());
        Assert.All(command.Arguments.Where(a => a.Kind == ArgumentKind.Choice), a => Assert.NotEmpty(a.Choices));
        var given = command.Arguments.Where(a => a.Positional || a.Required)
            .ToImmutableSortedDictionary(a => a.Name, a => a.Choices is [var first, ..] ? first : "x");
        Assert.True(OperatorInput.TryRead(new OperatorRequest(name, given, "test"), out _, out var problems), string.Join("; ", problems));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Commands_that_go_to_nodes_can_name_one(string name)
    {
        var command = OperatorCatalogue.Find(name)!;
        if (command.Nodes != CommandNodes.Cluster)
            Assert.NotNull(command.Find("node"));
        if (command.MergeBy is { } column)
            Assert.Contains(command.Columns, c => c.Name == column);
    }
}
