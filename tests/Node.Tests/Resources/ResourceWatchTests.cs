using ActorProxy.Actors.Health;
using ActorProxy.Node.Resources;
using ActorProxy.Shared.Admission;
using ActorProxy.Shared.Health;
using ActorProxy.Transport;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace ActorProxy.Node.Tests.Resources;

public sealed class ResourceWatchTests : IAsyncLifetime, ILogEventSink
{
    private readonly NodeHealth _health = new();
    private readonly SocketBudget _sockets = new();
    private readonly List<string> _log = [];
    private ResourceWatch _watch = null!;
    private int? _open = 310;
    private MemoryUse _memory = new(100, 1000);
    private int _collections;
    private MemoryUse? _afterCollection;

    public Task InitializeAsync()
    {
        _health.Update(_ => new HealthState { Listening = true, Member = true, RoutesSynced = true });
        var sources = new ResourceSources(() => _open, () => _memory, () =>
        {
            _collections++;
            _memory = _afterCollection ?? _memory;
        });
        _watch = new ResourceWatch(new DescriptorPlan(512, 310, 100), _sockets, sources, _health,
            new LoggerConfiguration().WriteTo.Sink(this).CreateLogger());
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _watch.DisposeAsync().AsTask();

    void ILogEventSink.Emit(LogEvent logEvent) => _log.Add($"{logEvent.Level}: {logEvent.RenderMessage()}");

    [Fact]
    public void What_else_is_open_is_counted_now_and_then_and_taken_off()
    {
        _watch.Look();
        Assert.Equal(102, _sockets.Capacity);

        Assert.True(_sockets.TryTake(SocketKind.Client));
        _open = 340 + 1;
        Look(8);
        Assert.Equal(72, _sockets.Capacity);

        _open = null;
        Look(20);
        Assert.Equal(72, _sockets.Capacity);
    }

    [Fact]
    public void That_no_descriptor_is_left_is_told_once_and_once_that_there_are_again()
    {
        _watch.Look();
        while (_sockets.TryTake(SocketKind.Client))
        {
        }
        _open += _sockets.Open;
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(_sockets.TryTakeClient());
            _watch.Look();
        }

        Assert.Equal("no descriptor is left for another client", Assert.Single(_health.Current.WhyNotReady));
        Assert.StartsWith("Warning: No descriptor is left for another client: 51 clients and 0 connections to backends are open, which "
            + "with one for each client's backend take 102 of 102 that the limit of 512 open files carries; new clients wait",
            Assert.Single(_log));

        Look(Exhaustion.QuietLooks);
        Assert.True(_health.Current.IsReady);
        Assert.StartsWith("Information: Descriptors are left again", _log[1]);
        Assert.Equal(2, _log.Count);
    }

    [Fact]
    public void When_memory_is_nearly_used_up_clients_are_kept_out_and_it_is_told_once()
    {
        _memory = new MemoryUse(950, 1000);
        Look(3);
        Assert.True(_sockets.Suspended);
        Assert.Equal("too little memory is left for another client", Assert.Single(_health.Current.WhyNotReady));
        Assert.StartsWith("Warning: Memory is nearly used up: 950 B of 1000 B; new clients wait", Assert.Single(_log));

        _memory = new MemoryUse(840, 1000);
        Look(3);
        Assert.False(_sockets.Suspended);
        Assert.True(_health.Current.IsReady);
        Assert.Equal(2, _log.Count);
    }

    [Fact]
    public void Garbage_keeps_nobody_out()
    {
        (_memory, _afterCollection) = (new MemoryUse(950, 1000), new MemoryUse(400, 1000));

        _watch.Look();

        Assert.Equal((false, 1), (_sockets.Suspended, _collections));
        Assert.Empty(_log);
    }

    [Fact]
    public void While_memory_is_short_collections_are_rare()
    {
        _memory = new MemoryUse(950, 1000);

        Look(80);

        Assert.Equal(2, _collections);
    }

    private void Look(int times)
    {
        for (var i = 0; i < times; i++)
            _watch.Look();
    }
}
