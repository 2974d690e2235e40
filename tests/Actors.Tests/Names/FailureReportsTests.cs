using ActorProxy.Actors.Names;

namespace ActorProxy.Actors.Tests.Names;

public class FailureReportsTests
{
    private readonly FailureReports<string> _reports = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _told = [];
    private int _failing;

    public FailureReportsTests() => _reports.Told += (key, news) =>
    {
        _told.Add($"{key}: {news.Failure ?? "over"}");
        _failing += news.Change;
    };

    [Fact]
    public void Each_failure_is_told_once_and_its_end()
    {
        _reports.Report("a", null);
        _reports.Report("a", "silent");
        _reports.Report("A", "silent");
        _reports.Report("a", "refused");
        _reports.Report("a", null);
        _reports.Report("a", null);

        Assert.Equal(["a: silent", "a: refused", "a: over"], _told);
    }

    [Fact]
    public void What_fails_counts_as_one_whatever_it_fails_with()
    {
        _reports.Report("a", "silent");
        _reports.Report("b", "silent");
        _reports.Report("a", "refused");
        Assert.Equal(2, _failing);

        _reports.Report("a", null);
        Assert.Equal(1, _failing);
        _reports.Report("b", null);
        Assert.Equal(0, _failing);
    }

    [Fact]
    public void What_fails_after_its_end_is_told_anew()
    {
        _reports.Report("a", "silent");
        _reports.Report("a", null);
        _reports.Report("a", "silent");

        Assert.Equal(["a: silent", "a: over", "a: silent"], _told);
        Assert.Equal(1, _failing);
    }

    [Fact]
    public void What_nobody_wants_any_more_fails_no_longer()
    {
        _reports.Report("a.1", "silent");
        _reports.Report("a.2", "silent");
        _reports.Report("b", "silent");

        _reports.End(key => key.StartsWith("a.", StringComparison.Ordinal));

        Assert.Equal(1, _failing);
        Assert.Equal(["a.1: over", "a.2: over"], _told.Skip(3));
    }

    [Fact]
    public async Task Of_many_who_report_at_once_each_beginning_is_told_before_its_end()
    {
        var least = 0;
        _reports.Told += (_, _) => least = Math.Min(least, _failing);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(report => Task.Run(() =>
        {
            for (var i = 0; i < 1000; i++)
                _reports.Report("a", (i + report) % 2 == 0 ? "silent" : null);
        })));

        _reports.Report("a", null);
        Assert.Equal(0, least);
        Assert.Equal(0, _failing);
    }
}
