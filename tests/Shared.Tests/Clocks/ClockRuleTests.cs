using System.Text.RegularExpressions;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Shared.Tests.Clocks;

/// <summary>The machine's clock is read in one place, behind which there is a choice between the two times that it gives.</summary>
public sealed partial class ClockRuleTests
{
    /// <summary>Who may, and why.</summary>
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["Shared/Clocks/NodeClock.cs"] = "makes the node's clock of it",
        ["Transport/TransportOptions.cs"] = "takes its timestamps, which are monotonic",
    };

    [Fact]
    public void Only_the_nodes_clock_reads_the_machines()
    {
        var source = Path.Combine(Repository.Root, "src");
        var readers = System.IO.Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(source, file).Replace('\\', '/'), Text: File.ReadAllText(file)))
            .Where(file => !file.Name.Contains("/obj/", StringComparison.Ordinal) && Reading().IsMatch(file.Text))
            .Select(file => file.Name)
            .Order(StringComparer.Ordinal);

        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), readers);
    }

    [Theory]
    [InlineData("var now = DateTime.UtcNow;")]
    [InlineData("DateTimeOffset.Now.AddDays(1)")]
    [InlineData("DateTime.Today")]
    [InlineData("TimeProvider.System.GetUtcNow()")]
    public void It_knows_a_reading(string code) => Assert.Matches(Reading(), code);

    [GeneratedRegex(@"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b|\bTimeProvider\.System\b")]
    private static partial Regex Reading();
}
