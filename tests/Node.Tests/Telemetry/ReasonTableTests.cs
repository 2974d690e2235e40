using ActorProxy.Shared.Termination;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Node.Tests.Telemetry;

/// <summary>docs/reasons.md is what the vocabulary says.</summary>
public sealed class ReasonTableTests
{
    [Fact]
    public void Each_reason_is_in_the_table_with_whose_doing_it_is_and_what_the_peers_get()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "reasons.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]);

        Assert.Equal(
            Enum.GetValues<TerminationReason>().Select(reason =>
                $"`{reason.Name()}` {reason.Source(null).Name()} {reason.Status()} {reason.CloseCode()}"),
            rows.Select(row => $"{row[0]} {row[1]} {row[2]} {row[3]}"));
    }
}
