using ActorProxy.Shared.Backends.Ports;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Admission;

/// <summary>
/// Warns of pools for whose backends the node has fewer ports than its limits allow connections (<see cref="PortRules"/>): of each once,
/// at the start and whenever other routes or limits have made it so.
/// </summary>
internal sealed class PortWatchActor : UntypedActor
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Pools that are named at a time; of more it is said how many: each of 10,000 hosts may have its own.</summary>
    private const int MostTold = 10;

    private readonly Func<(RouteTable Routes, int MaxConnections)> _current;
    private readonly Func<SourcePorts?> _ports;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ITimer _timer;
    private (RouteTable Routes, int MaxConnections)? _seen;
    private HashSet<string> _told = [];

    /// <param name="current">What the node serves by now.</param>
    /// <param name="ports">Null where they are not known.</param>
    public PortWatchActor(Func<(RouteTable Routes, int MaxConnections)> current, Func<SourcePorts?> ports, TimeProvider time)
    {
        (_current, _ports) = (current, ports);
        var self = Self;
        _timer = time.CreateTimer(_ => self.Tell(Round.Instance, ActorRefs.NoSender), null, TimeSpan.Zero, Tick);
    }

    protected override void PostStop() => _timer.Dispose();

    protected override void OnReceive(object message)
    {
        if (message is Round)
            Look();
        else
            Unhandled(message);
    }

    private void Look()
    {
        var (routes, maxConnections) = _current();
        if ((routes, maxConnections) == _seen)
            return;
        _seen = (routes, maxConnections);
        if (_ports() is not { } ports)
            return;
        var problems = PortRules.Problems(routes.Pools, maxConnections, ports);
        var fresh = problems.Where(problem => !_told.Contains(problem)).ToList();
        foreach (var problem in fresh.Take(MostTold))
            _log.Warning("{0}", problem);
        if (fresh.Count > MostTold)
            _log.Warning("The node has too few ports for {0} more pools", fresh.Count - MostTold);
        _told = [.. problems];
    }

    private sealed class Round
    {
        public static readonly Round Instance = new();
    }
}
