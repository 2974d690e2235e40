using ActorProxy.Shared.Backends.Reports;

namespace ActorProxy.Shared.Tests.Backends.Reports;

public sealed class ToldCountsTests
{
    private readonly ToldCounts _told = new();
    private long _now = 1;

    [Fact]
    public void What_has_changed_is_told_once()
    {
        Assert.Equal([("a", 3), ("b", 1)], Next(("a", 3), ("b", 1)));
        Assert.Empty(Next(("a", 3), ("b", 1)));
        Assert.Equal([("b", 2)], Next(("a", 3), ("b", 2)));
    }

    [Fact]
    public void Of_none_nobody_hears_who_has_not_heard_of_some()
    {
        Assert.Empty(Next(("a", 0)));
        Assert.True(_told.IsEmpty);
        Assert.Equal([("a", 1)], Next(("a", 1)));
        Assert.False(_told.IsEmpty);
        Assert.Equal([("a", 0)], Next(("a", 0)));
        Assert.True(_told.IsEmpty);
        Assert.Empty(Next(("a", 0)));
    }

    [Fact]
    public void What_has_not_changed_is_told_again_after_a_while()
    {
        Next(("a", 3));
        _now += 9999;
        Assert.Empty(Next(("a", 3)));
        _now++;
        Assert.Equal([("a", 3)], Next(("a", 3)));
        Assert.Empty(Next(("a", 3)));
    }

    [Fact]
    public void Who_has_come_is_told_all()
    {
        Next(("a", 3), ("b", 1), ("c", 0));
        _told.Repeat();
        Assert.Equal([("a", 3), ("b", 0)], Next(("a", 3), ("b", 0), ("c", 0)));
        Assert.Empty(Next(("a", 3), ("b", 0), ("c", 0)));
    }

    [Fact]
    public void What_is_too_much_for_once_follows_and_none_waits_for_ever()
    {
        (string, int)[] all = [.. Enumerable.Range(0, 10).Select(i => ($"b{i}", 1))];
        var heard = new HashSet<string>();
        for (var round = 1; round <= 4; round++)
        {
            // All change each time.
            var told = Next(most: 3, [.. all.Select(count => (count.Item1, round))]).ToList();
            Assert.InRange(told.Count, 1, 3);
            heard.UnionWith(told.Select(count => count.Backend));
            _now++;
        }
        Assert.Equal(10, heard.Count);
    }

    [Fact]
    public void What_the_node_has_no_more_is_forgotten()
    {
        Next(("a", 3));
        Assert.Empty(Next());
        Assert.True(_told.IsEmpty);
    }

    private List<(string Backend, int Connections)> Next(params (string, int)[] counts) => Next(100, counts);

    private List<(string Backend, int Connections)> Next(int most, (string Backend, int Connections)[] counts) =>
        [.. _told.Next(counts.Select(count => new BackendCount("pool", count.Backend, count.Connections)), _now, most)
            .Select(count => (count.Backend, count.Connections))];
}
