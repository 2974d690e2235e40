using ActorProxy.Shared.Backends.Reports;

namespace ActorProxy.Shared.Tests.Backends.Reports;

/// <summary>Who has said what, and for how long that holds.</summary>
public sealed class HeardCountsTests
{
    private readonly HeardCounts _heard = new();
    private long _now = 1;

    [Fact]
    public void The_last_that_a_node_has_said_holds()
    {
        Take("a", ("x", 3), ("y", 1));
        Take("b", ("x", 5));
        Take("a", ("x", 4));

        Assert.Equal((4, 1, 5, 0), (Of("a", "x"), Of("a", "y"), Of("b", "x"), Of("b", "y")));
        Assert.Equal(["a", "b"], _heard.Nodes.Order());
    }

    [Fact]
    public void A_node_has_connections_in_a_pool_until_it_says_that_it_has_none()
    {
        Assert.False(_heard.Has("a", "pool"));
        Take("a", ("x", 3));
        Assert.True(_heard.Has("a", "pool"));
        Assert.False(_heard.Has("a", "other"));
        Take("a", ("x", 0), ("y", -1));
        Assert.False(_heard.Has("a", "pool"));
        Assert.Equal(0, Of("a", "x"));
    }

    [Fact]
    public void What_this_node_has_not_is_ignored()
    {
        _heard.Take(Report("a", 1, ("x", 3), ("unknown", 4)), count => count.Backend == "x", _now);
        Assert.Equal((3, 0), (Of("a", "x"), Of("a", "unknown")));
    }

    [Fact]
    public void A_node_that_is_silent_counts_no_more()
    {
        Take("a", ("x", 3));
        Take("b", ("x", 5));
        _now += 9999;
        Assert.Empty(Expire());
        Take("b");
        _now++;
        Assert.Equal(["a"], Expire());
        Assert.Equal((0, 5), (Of("a", "x"), Of("b", "x")));
    }

    [Fact]
    public void A_node_that_has_left_counts_no_more()
    {
        Take("a", ("x", 3));
        Take("b", ("x", 5));
        Assert.Equal(["b"], _heard.Expire(node => node == "a", _now));
        Assert.Equal(["a"], _heard.Nodes);
    }

    [Fact]
    public void A_count_that_is_not_told_again_holds_no_more()
    {
        Take("a", ("x", 3), ("y", 1));
        for (var second = 0; second < 29; second++)
        {
            _now += 1000;
            Take("a", ("y", 1));
            Assert.Empty(Expire());
        }
        Assert.Equal(3, Of("a", "x"));
        _now += 1000;
        Take("a", ("y", 1));
        Assert.Empty(Expire());
        Assert.Equal((0, 1), (Of("a", "x"), Of("a", "y")));
    }

    [Fact]
    public void A_node_that_has_started_anew_has_what_it_says_since_then()
    {
        Assert.True(Take("a", ("x", 3), ("y", 1)));
        Assert.False(Take("a", ("x", 4)));
        Assert.True(_heard.Take(Report("a", 2, ("x", 1)), _ => true, _now));
        Assert.Equal((1, 0), (Of("a", "x"), Of("a", "y")));
    }

    private bool Take(string node, params (string, int)[] counts) => _heard.Take(Report(node, 1, counts), _ => true, _now);

    private IReadOnlyList<string> Expire() => _heard.Expire(_ => true, _now);

    private int Of(string node, string backend) => _heard.Of(node, "pool", backend);

    private static BackendReport Report(string node, long run, params (string Backend, int Connections)[] counts) =>
        new(node, run, [.. counts.Select(count => new BackendCount("pool", count.Backend, count.Connections))], []);
}
