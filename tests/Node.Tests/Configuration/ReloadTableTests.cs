using ActorProxy.Node.Configuration;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Node.Tests.Configuration;

public class ReloadTableTests
{
    private const string Begin = "<!-- settings -->\n", End = "<!-- end of settings -->";

    [Fact]
    public void The_table_of_docs_reload_is_made_from_the_declarations()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reload.md")).ReplaceLineEndings("\n");
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);

        Assert.True(ReloadTable.Text() == text[begin..end],
            "The table in docs/reload.md is not that of the declarations; what belongs there is told by: "
            + "actorproxy settings --reload-table");
    }
}
