using System.Collections.Concurrent;

namespace ActorProxy.Actors.Telemetry;

/// <summary>
/// The pairs of route and backend that are told apart. Their number is bounded: those that come later are summed in one more,
/// <see cref="Other"/>. A pair stays for the life of the node, since its sums must not fall. May be used from any thread.
/// </summary>
/// <param name="max">See <see cref="Max"/>.</param>
public sealed class RouteSeriesTable(int loops, int max)
{
    /// <summary>Route and backend of what is beyond the bound.</summary>
    public const string OtherName = "_other";

    private readonly ConcurrentDictionary<(string Route, string Backend), RouteSeries> _series = new();
    private int _max = max;
    private int _told;
    private volatile bool _hasOther;

    /// <summary>
    /// Pairs beside the sum of the rest; at least 1. Those that are told apart stay so where it shrinks; the rest stays summed where it
    /// grows.
    /// </summary>
    public int Max
    {
        get => Volatile.Read(ref _max);
        set => Volatile.Write(ref _max, value);
    }

    /// <summary>All pairs beyond the bound.</summary>
    public RouteSeries Other { get; } = new(OtherName, OtherName, loops);

    /// <summary>Those that are told apart, and the rest where there is one.</summary>
    public IEnumerable<RouteSeries> All
    {
        get
        {
            foreach (var (_, series) in _series)
                yield return series;
            if (_hasOther)
                yield return Other;
        }
    }

    /// <summary>As <see cref="All"/>, and the rest also where there is none: never empty, and what was there once stays.</summary>
    public IEnumerable<RouteSeries> AllAndOther => _series.Select(static pair => pair.Value).Append(Other);

    public RouteSeries Of(string route, string backend)
    {
        var key = (route, backend);
        if (_series.TryGetValue(key, out var known))
            return known;
        // Once it is full, nobody waits for anybody: the count only grows.
        if (_hasOther && Volatile.Read(ref _told) >= Max)
            return Other;
        lock (_series)
        {
            if (_series.TryGetValue(key, out known))
                return known;
            if (_told >= Max)
            {
                _hasOther = true;
                return Other;
            }
            _told++;
            return _series[key] = new RouteSeries(route, backend, loops);
        }
    }
}
