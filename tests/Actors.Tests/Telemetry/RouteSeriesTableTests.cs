using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Telemetry;

namespace ActorProxy.Actors.Tests.Telemetry;

public sealed class RouteSeriesTableTests
{
    [Fact]
    public void A_pair_is_one_and_the_same_and_sums_its_loops()
    {
        var table = new RouteSeriesTable(loops: 2, max: 10);
        table.Of("r", "b").On(0).FromClient(10, 1);
        table.Of("r", "b").On(1).FromBackend(20, 2);
        table.Of("r", "c").On(1).FromClient(5, 0);

        Assert.Equal(new Traffic(10, 20, 1, 2), table.Of("r", "b").Total);
        Assert.Equal([("r", "b"), ("r", "c")], table.All.Select(s => (s.Route, s.Backend)).Order());
    }

    [Fact]
    public void Those_beyond_the_bound_are_one_and_those_before_stay()
    {
        var table = new RouteSeriesTable(loops: 1, max: 2);
        foreach (var backend in (string[])["a", "b", "c", "d", "a"])
            table.Of("r", backend).On(0).FromClient(1, 1);

        Assert.Equal(
            [("_other", "_other", 2L), ("r", "a", 2L), ("r", "b", 1L)],
            table.All.Select(s => (s.Route, s.Backend, s.Total.MessagesFromClient)).Order());
        Assert.Same(table.Other, table.Of("r", "e"));
    }

    [Fact]
    public void The_rest_is_there_before_there_is_any_for_those_who_ask_for_it()
    {
        var table = new RouteSeriesTable(loops: 1, max: 1);
        Assert.Empty(table.All);
        Assert.Equal([table.Other], table.AllAndOther);

        var first = table.Of("r", "a");
        _ = table.Of("r", "b");

        Assert.Equal([first, table.Other], table.AllAndOther);
    }

    [Fact]
    public void With_another_bound_pairs_stay_what_they_were_and_new_ones_go_by_it()
    {
        var table = new RouteSeriesTable(loops: 1, max: 1);
        var (first, rest) = (table.Of("r", "a"), table.Of("r", "b"));

        table.Max = 2;
        var second = table.Of("r", "c");
        table.Max = 1;

        Assert.Same(table.Other, rest);
        Assert.Equal(("r", "c"), (second.Route, second.Backend));
        Assert.Equal([first, second], [table.Of("r", "a"), table.Of("r", "c")]);
        Assert.Same(table.Other, table.Of("r", "d"));
        Assert.Contains(table.Other, table.All);
    }

    [Fact]
    public async Task Nothing_is_lost_and_no_sum_ever_falls_while_loops_count()
    {
        const int loops = 4, rounds = 5_000;
        var table = new RouteSeriesTable(loops, max: 3);
        using var over = new CancellationTokenSource();
        var watching = Task.Run(() => WatchForFalls(table, over.Token));

        Parallel.For(0, loops, loop =>
        {
            for (var i = 0; i < rounds; i++)
                table.Of("r", $"{i % 5}").On(loop).FromClient(1, 1);
        });
        await over.CancelAsync();

        Assert.Empty(await watching);
        Assert.Equal(loops * rounds, table.All.Sum(s => s.Total.BytesFromClient));
        Assert.Equal(4, table.All.Count());
    }

    private static List<string> WatchForFalls(RouteSeriesTable table, CancellationToken over)
    {
        var last = new Dictionary<string, long>();
        var falls = new List<string>();
        do
        {
            foreach (var series in table.All)
            {
                var now = series.Total.BytesFromClient;
                if (last.GetValueOrDefault(series.Backend) > now)
                    falls.Add($"{series.Backend}: {last[series.Backend]} to {now}");
                last[series.Backend] = now;
            }
        }
        while (!over.IsCancellationRequested);
        return falls;
    }
}
