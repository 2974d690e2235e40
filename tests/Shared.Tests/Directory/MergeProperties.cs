using ActorProxy.Shared.Directory;
using CsCheck;

namespace ActorProxy.Shared.Tests.Directory;

/// <summary>What nodes find by themselves, put together, is what one look at everything would find.</summary>
public sealed class MergeProperties
{
    [Fact]
    public void A_merged_page_is_the_page_of_all_connections() =>
        Gen.Select(EntryGen.Nodes, EntryGen.Filter, EntryGen.Sort, Gen.Int[1, 20]).Sample((nodes, filter, sort, limit) =>
        {
            var query = new ClusterList { Filter = filter, Sort = sort, Limit = limit };
            var all = Ordered(nodes.SelectMany(node => node), filter, sort);

            var page = Ask(nodes, query);

            Assert.Equal(all.Take(limit), page.Rows.Select(row => row.Id));
            Assert.Equal(all.Count > limit, page.Next is not null);
            Assert.All(page.Rows, row => Assert.Contains(nodes[int.Parse(row.Node[5..6])], entry => entry.Id == row.Id));
        });

    [Fact]
    public void All_pages_have_each_connection_exactly_once_and_in_order() =>
        Gen.Select(EntryGen.Nodes, EntryGen.Filter, EntryGen.Sort, Gen.Int[1, 20]).Sample((nodes, filter, sort, limit) =>
        {
            var pages = Walk(new ClusterList { Filter = filter, Sort = sort, Limit = limit }, _ => nodes);

            Assert.Equal(Ordered(nodes.SelectMany(node => node), filter, sort), pages);
        });

    [Fact]
    public void Connections_that_stay_are_seen_exactly_once_while_others_come_and_go() =>
        Gen.Select(EntryGen.Nodes, EntryGen.Nodes, Gen.Bool, Gen.Bool, Gen.Int[1, 10]).Sample((before, after, byId, descending, limit) =>
        {
            // Before the second page some leave, those whose id ends in an odd character, and some come.
            var staying = before.Select(node => node.Where(entry => entry.Id[^1] % 2 == 0).ToArray()).ToArray();
            var coming = after.Select(node => node.Select(entry => entry with { Id = $"2e{entry.Id}" }).ToArray());
            var later = staying.Zip(coming, (a, b) => a.Concat(b).ToArray()).ToArray();
            var sort = new ConnectionSort(byId ? ConnectionSortKey.Id : ConnectionSortKey.Since, descending);

            var seen = Walk(new ClusterList { Sort = sort, Limit = limit }, page => page == 0 ? before : later);

            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.Empty(staying.SelectMany(node => node).Select(entry => entry.Id).Except(seen));
        });

    [Fact]
    public void A_quiet_connection_keeps_its_place_by_idle_time_while_time_passes() =>
        Gen.Select(EntryGen.Nodes, Gen.Bool, Gen.Int[1, 10]).Sample((nodes, descending, limit) =>
        {
            var sort = new ConnectionSort(ConnectionSortKey.Idle, descending);

            var pages = Walk(new ClusterList { Sort = sort, Limit = limit }, page => [.. nodes.Select(node => node.Select(entry =>
                entry with { Use = entry.Use with { Idle = entry.Use.Idle + page * TimeSpan.FromSeconds(3) } }).ToArray())],
                TimeSpan.FromSeconds(3));

            Assert.Equal(Ordered(nodes.SelectMany(node => node), ConnectionFilter.All, sort), pages);
        });

    [Fact]
    public void Merged_counts_are_the_counts_of_all_connections() =>
        Gen.Select(EntryGen.Nodes, EntryGen.Filter, Gen.Enum<ConnectionGrouping>()).Sample((nodes, filter, grouping) =>
        {
            var query = new ClusterCount { Filter = filter, GroupBy = grouping };
            var node = (NodeCount)query.ForNode();
            var all = nodes.SelectMany((entries, i) => entries.Where(entry => filter.Matches(entry, TestEntry.Now))
                .Select(entry => (Entry: entry, Node: EntryGen.Name(i)))).ToList();

            var counts = (ClusterCounts)query.Merge([.. nodes.SelectMany((entries, i) =>
                NodeCounts.Split(EntryGen.Name(i), NodeSelection.Counts(entries, node, EntryGen.Name(i), TestEntry.Now)))], []);

            Assert.Equal(all.Count, counts.Total);
            var expected = all.GroupBy(connection => grouping switch
            {
                ConnectionGrouping.Route => connection.Entry.Route,
                ConnectionGrouping.Backend => connection.Entry.Backend,
                ConnectionGrouping.Client => connection.Entry.Client.ToString(),
                ConnectionGrouping.Node => connection.Node,
                ConnectionGrouping.Listener => connection.Entry.Listener,
                _ => "",
            }).Select(group => new CountGroup(group.Key, group.Count())).OrderByDescending(group => group.Count)
                .ThenBy(group => group.Key, StringComparer.Ordinal);
            Assert.Equal(grouping == ConnectionGrouping.None ? [] : expected, counts.Groups);
        });

    private static List<string> Ordered(IEnumerable<TestEntry> entries, ConnectionFilter filter, ConnectionSort sort)
    {
        var ascending = entries.Where(entry => filter.Matches(entry, TestEntry.Now)).OrderBy(entry => sort.Key switch
        {
            ConnectionSortKey.Since => (IComparable)entry.Since,
            ConnectionSortKey.Bytes => entry.Use.BytesFromClient + entry.Use.BytesFromBackend,
            ConnectionSortKey.Messages => entry.Use.MessagesFromClient + entry.Use.MessagesFromBackend,
            ConnectionSortKey.Idle => entry.Use.Idle,
            _ => 0,
        }).ThenBy(entry => entry.Id, StringComparer.Ordinal).Select(entry => entry.Id).ToList();
        if (sort.Descending)
            ascending.Reverse();
        return ascending;
    }

    private static ClusterRows Ask(TestEntry[][] nodes, ClusterList query, DateTimeOffset? now = null) =>
        (ClusterRows)query.Merge([.. nodes.SelectMany((entries, i) =>
        {
            var (rows, more) = NodeSelection.Rows(entries, (NodeList)query.ForNode(), EntryGen.Name(i), now ?? TestEntry.Now);
            return NodeRows.Split(EntryGen.Name(i), more, rows);
        })], []);

    /// <summary>Ids of all pages.</summary>
    /// <param name="at">The nodes' tables when that page is asked for.</param>
    private static List<string> Walk(ClusterList query, Func<int, TestEntry[][]> at, TimeSpan pause = default)
    {
        List<string> ids = [];
        for (var page = 0; ; page++)
        {
            var rows = Ask(at(page), query, TestEntry.Now + page * pause);
            ids.AddRange(rows.Rows.Select(row => row.Id));
            if (rows.Next is null)
                return ids;
            Assert.True(PageToken.TryParse(rows.Next.ToString(), out var next));
            query = query with { After = next };
            Assert.Null(query.Problem());
        }
    }
}
