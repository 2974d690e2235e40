namespace ActorProxy.Shared.Draining;

/// <summary>
/// Divides what a cluster may close a second among the nodes that ask for it. What has been granted holds for <see cref="Holds"/>, and no
/// two grants that hold are more than the whole together: so it takes a moment until a node that comes gets its share. One caller at a
/// time; times are milliseconds of one monotonic clock.
/// </summary>
/// <param name="start">
/// When it began. For as long as what another one has granted before may hold, it grants nothing.
/// </param>
public sealed class CloseAllotment(long start)
{
    /// <summary>A grant that is not asked for again for so long is void. Nodes ask each second.</summary>
    public static readonly TimeSpan Holds = TimeSpan.FromSeconds(3);

    /// <summary>For how long a node goes by a grant: shorter, since it has been on its way.</summary>
    public static readonly TimeSpan Used = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Asker> _askers = new(StringComparer.Ordinal);
    private long _next;

    /// <param name="budget">Closes a second of the whole cluster; 0 for no bound.</param>
    /// <param name="atATime">How many nodes may drain at a time; 0 for any number.</param>
    public CloseGrant Ask(CloseRequest request, double budget, int atATime, long now)
    {
        foreach (var gone in _askers.Where(asker => now - asker.Value.At >= Holds.TotalMilliseconds).Select(asker => asker.Key).ToList())
            _askers.Remove(gone);
        if (request.Pending <= 0)
        {
            _askers.Remove(request.Node);
            return new CloseGrant(0, 0);
        }
        if (!_askers.TryGetValue(request.Node, out var own))
            _askers[request.Node] = own = new Asker(_next++);
        (own.At, own.Drains, own.Alone) = (now, request.Drains, request.Alone);

        var most = _askers.Values.Any(asker => asker is { Drains: true, Alone: true }) ? 1 : atATime == 0 ? int.MaxValue : atATime;
        var before = request.Drains ? _askers.Values.Count(asker => asker.Drains && asker.Number < own.Number) : 0;
        if (before >= most || now - start < Holds.TotalMilliseconds)
            return Granted(own, 0, Math.Max(0, before - most + 1));
        if (budget == 0)
            return Granted(own, null, 0);
        var sharers = _askers.Values.Count(asker => !asker.Drains) + Math.Min(most, _askers.Values.Count(asker => asker.Drains));
        var others = _askers.Values.Where(asker => asker != own).Sum(asker => asker.Rate ?? 0);
        return Granted(own, Math.Max(0, Math.Min(budget / sharers, budget - others)), 0);
    }

    private static CloseGrant Granted(Asker asker, double? rate, int ahead)
    {
        asker.Rate = rate;
        return new CloseGrant(rate, ahead);
    }

    private sealed class Asker(long number)
    {
        /// <summary>The lower one came first.</summary>
        public long Number => number;

        public long At { get; set; }

        public bool Drains { get; set; }

        public bool Alone { get; set; }

        public double? Rate { get; set; }
    }
}
