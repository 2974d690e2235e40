using System.Collections.Concurrent;

namespace ActorProxy.Actors.Telemetry;

/// <summary>
/// The pairs of route and backend that are told apart. Their number is bounded: those that come later are summed in one more,
/// <see cref="Other"/>. A pair stays for the life of the node, since its sums must not fall. May be used from any thread.
/// </summary>
/// <param name="max">Pairs beside the sum of the rest; at least 1.</param>
public sealed class RouteSeriesTable(int loops, int max)
{
    /// <summary>Route and backend of what is beyond the bound.</summary>
    public const string OtherName = "_other";

    private readonly ConcurrentDictionary<(string Route, string Backend), RouteSeries> _series = new();
    private int _count;

    /// <summary>All pairs beyond the bound.</summary>
    public RouteSeries Other { get; } = new(OtherName, OtherName, loops);

    /// <summary>Those that are told apart, and the rest where there is one.</summary>
    public IEnumerable<RouteSeries> All
    {
        get
        {
            foreach (var (_, series) in _series)
                yield return series;
            if (Volatile.Read(ref _count) > max)
                yield return Other;
        }
    }

    public RouteSeries Of(string route, string backend)
    {
        var key = (route, backend);
        if (_series.TryGetValue(key, out var known))
            return known;
        // Once it is beyond the bound it stays there: the count only tells that there was more.
        if (Volatile.Read(ref _count) > max)
            return Other;
        lock (_series)
        {
            if (_series.TryGetValue(key, out known))
                return known;
            if (++_count > max)
                return Other;
            return _series[key] = new RouteSeries(route, backend, loops);
        }
    }
}
