namespace ActorProxy.Node.Tests.Telemetry;

/// <summary>What the check of the shipped queries sees of one.</summary>
public sealed class PromQlTests
{
    [Fact]
    public void A_query_is_taken_apart()
    {
        const string query = """
            histogram_quantile(0.99, sum by (le, instance) (rate(a_bucket{x="1", y=~"b|c"}[5m]))) / on (instance) group_left(z) (b > bool 0) and c offset 5m - time() > 1e3
            """;

        Assert.Equal([("a_bucket", "x y"), ("b", ""), ("c", "")],
            PromQl.Selectors(query).Select(s => (s.Metric, string.Join(' ', s.Labels))));
        Assert.Equal(["le", "instance", "instance", "z"], PromQl.Grouped(query));
    }
}
