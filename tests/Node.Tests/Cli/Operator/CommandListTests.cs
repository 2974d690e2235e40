using System.Text;
using ActorProxy.Shared.Operator;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Node.Tests.Cli.Operator;

public class CommandListTests
{
    private const string Begin = "<!-- commands: made from the catalogue -->\n";
    private const string End = "<!-- end of commands -->\n";

    [Fact]
    public void The_list_of_docs_cli_is_that_of_the_catalogue()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "cli.md")).ReplaceLineEndings("\n");
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);

        var made = Path.Combine(AppContext.BaseDirectory, "commands.md");
        File.WriteAllText(made, List());
        Assert.True(List() == text[begin..end], $"The list in docs/cli.md is not that of the catalogue; what belongs there is in {made}");
    }

    private static string List()
    {
        var list = new StringBuilder("| command | what it does |\n| --- | --- |\n");
        foreach (var command in OperatorCatalogue.All)
        {
            var words = command.Arguments.Where(a => a.Positional).Select(a => $" {a.Name.ToUpperInvariant()}");
            var options = command.Arguments.Where(a => !a.Positional).Select(a => $" `--{a.Name}`");
            list.Append($"| `{command.Name}{string.Concat(words)}` | "
                + $"{command.Help}{(command.Effect == CommandEffect.Destroys ? " (asks first)" : "")}.{string.Concat(options)} |")
                .Append('\n');
        }
        return list.ToString();
    }
}
