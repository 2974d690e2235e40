using System.Diagnostics.Metrics;
using ActorProxy.Actors.Admission;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Admission;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;
using Serilog;

namespace ActorProxy.Node.Resources;

/// <summary>
/// Looks four times a second how much is left of descriptors and memory, keeps the <see cref="SocketBudget"/> to it, and says in log,
/// metrics and readiness when they run out and when they are there again.
/// </summary>
internal sealed class ResourceWatch : IAsyncDisposable
{
    /// <summary>A crowd that comes between two looks is to fit into the last tenth of the memory; a look reads two small files.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Looks between two counts of all descriptors, which take the longer the more are open.</summary>
    private const int FewLooks = 8, ManyLooks = 40, Many = 4096;

    /// <summary>
    /// Looks between two collections that are forced while memory is short: without them a node that takes nobody might never collect.
    /// </summary>
    private const int CollectLooks = 40;

    private readonly Meter _meter = new(ProxyMetrics.MeterName);
    private readonly SocketBudget _sockets;
    private readonly ResourceSources _sources;
    private readonly NodeHealth _health;
    private readonly ILogger _log;
    private DescriptorPlan? _plan;
    private ITimer? _timer;
    private Exhaustion _descriptors;
    private MemoryUse _memory;
    private long _denied;
    private int _untilCount;
    private int _untilCollect;
    private int _looking;

    /// <param name="plan">Null where the limit of descriptors is not known.</param>
    public ResourceWatch(DescriptorPlan? plan, SocketBudget sockets, ResourceSources sources, NodeHealth health, ILogger log)
    {
        (_plan, _sockets, _sources, _health, _log) = (plan, sockets, sources, health, log);
        _memory = sources.Memory();
        _meter.CreateObservableUpDownCounter("actorproxy.descriptors.used", () => (_plan?.Base ?? 0) + (long)_sockets.Open, "{descriptor}",
            "Descriptors that the process has open.");
        _meter.CreateObservableGauge("actorproxy.descriptors.limit", () => _plan?.Limit ?? 0, "{descriptor}",
            "Descriptors that the process may have; 0 where that is not known.");
        _meter.CreateObservableGauge("actorproxy.descriptors.capacity", () => _plan?.Capacity ?? 0, "{descriptor}",
            "Those of them that clients and backends may have.");
        _meter.CreateObservableGauge("actorproxy.descriptors.sockets", () => (long)_sockets.Open, "{descriptor}",
            "Those that clients and backends have.");
        _meter.CreateObservableGauge("actorproxy.descriptors.taken", () => _sockets.Taken, "{descriptor}",
            "Those that are not free for another client: what clients and backends have, and one for each client that no backend has.");
        _meter.CreateObservableUpDownCounter("actorproxy.memory.used", () => _memory.Used, "By",
            "Memory in use, of the control group or of the heap: whichever is nearer to its limit.");
        _meter.CreateObservableGauge("actorproxy.memory.limit", () => _memory.Limit, "By", "The limit of that one.");
    }

    /// <summary>What becomes of new ones.</summary>
    private string NewClients => _sockets.AcceptsSurplus ? "are refused" : "wait";

    public void Start(TimeProvider time) =>
        _timer = time.CreateTimer(static watch => ((ResourceWatch)watch!).TryLook(), this, Interval, Interval);

    /// <summary>Keeps free what the servers of other options need.</summary>
    public void Take(ProxyOptions options)
    {
        if (_plan is { } plan)
            _plan = SocketPlan.For(options, plan.Limit, plan.Base);
    }

    public ValueTask DisposeAsync()
    {
        _meter.Dispose();
        return _timer?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>One look.</summary>
    internal void Look()
    {
        CountDescriptors();
        LookAtDescriptors();
        LookAtMemory();
    }

    private void TryLook()
    {
        // One at a time: a look that takes longer than the interval, as with a collection, is not overtaken.
        if (Interlocked.Exchange(ref _looking, 1) == 1)
            return;
        try
        {
            Look();
        }
        catch (Exception fault)
        {
            // Nobody is above a timer.
            _log.Error(fault, "Descriptors and memory were not looked at: a defect of ActorProxy");
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    private void CountDescriptors()
    {
        if (_plan is not { } plan || --_untilCount > 0)
            return;
        var before = _sockets.Open;
        if (_sources.Descriptors() is not { } all)
            return;
        _untilCount = all < Many ? FewLooks : ManyLooks;
        // What was opened or closed during the count is taken for something else at worst, never the other way round.
        _plan = plan with { Base = Math.Max(0, all - Math.Min(before, _sockets.Open)) };
        _sockets.Capacity = _plan.Value.Capacity;
    }

    private void LookAtDescriptors()
    {
        var denied = _sockets.Denied;
        var next = _descriptors.Next(denied > _denied);
        (_denied, var was, _descriptors) = (denied, _descriptors.Is, next);
        if (next.Is == was)
            return;
        _health.Update(state => state with { OutOfDescriptors = next.Is });
        if (next.Is)
            _log.Warning(
                "No descriptor is left for another client: {Clients} clients and {Backends} connections to backends are open, which "
                    + "with one for each client's backend take {Taken} of {Capacity} that the limit of {Limit} open files "
                    + "carries; new clients {Action:l}",
                _sockets.Clients, _sockets.Backends, _sockets.Taken, _sockets.Capacity, _plan?.Limit, NewClients);
        else
            _log.Information("Descriptors are left again: {Clients} clients and {Backends} connections to backends are open",
                _sockets.Clients, _sockets.Backends);
    }

    private void LookAtMemory()
    {
        var near = MemoryRules.IsNear(_sockets.Suspended, _memory = _sources.Memory());
        if (near && --_untilCollect <= 0)
        {
            // What is garbage only is no reason to refuse anybody.
            _untilCollect = CollectLooks;
            _sources.Collect();
            near = MemoryRules.IsNear(_sockets.Suspended, _memory = _sources.Memory());
        }
        if (!near)
            _untilCollect = 0;
        if (near == _sockets.Suspended)
            return;
        _sockets.Suspended = near;
        _health.Update(state => state with { OutOfMemory = near });
        if (near)
            _log.Warning("Memory is nearly used up: {Used} B of {Limit} B; new clients {Action:l} until it is less than {Low:P0}",
                _memory.Used, _memory.Limit, NewClients, MemoryRules.Low);
        else
            _log.Information("Memory is left again: {Used} B of {Limit} B are used", _memory.Used, _memory.Limit);
    }
}
