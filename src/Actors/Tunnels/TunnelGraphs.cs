using ActorProxy.Actors.Dispatch;
using ActorProxy.Actors.Tunnels.Relays;
using ActorProxy.Transport;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorProxy.Actors.Tunnels;

/// <summary>
/// What each loop materializes its tunnels with. The relay graph is built and fused once: fusing alone took more than half
/// of the time of a materialization, and nothing in the graph differs from tunnel to tunnel; the tunnel itself is given
/// to the <see cref="RelayStream"/>. Each loop has a materializer of its own, because a materializer's supervisor
/// handles every stream: on another thread it woke that thread twice per connection.
/// </summary>
public sealed class TunnelGraphs
{
    private readonly ActorMaterializer[] _materializers;
    private readonly RelayStage[] _stages;
    private readonly IGraph<ClosedShape, RelayStream>[] _relays;
    private readonly RelayHost[] _hosts;

    private TunnelGraphs(ActorSystem system, IReadOnlyList<EventLoop> loops)
    {
        _materializers = [.. loops.Select(loop => ActorMaterializer.Create(system,
            ActorMaterializerSettings.Create(system).WithDispatcher(LoopDispatchers.Id(loop)), $"loop-{loop.Index}"))];
        _stages = [.. loops.Select(_ => new RelayStage())];
        _relays = [.. loops.Select(loop => Fusing.Aggressive(Source.FromGraph(_stages[loop.Index])
            .To(Sink.FromGraph(new ReportSink()))))];
        _hosts = new RelayHost[loops.Count];
    }

    /// <summary>
    /// Done when every loop may materialize. A materializer whose supervisor has not started yet blocks its caller, here the loop on
    /// which that one is to start: until the pool, which starts it, gets to it, or for 20 s.
    /// </summary>
    public static async Task<TunnelGraphs> StartAsync(ActorSystem system, IReadOnlyList<EventLoop> loops)
    {
        var graphs = new TunnelGraphs(system, loops);
        foreach (var materializer in graphs._materializers)
            await materializer.Supervisor.Ask<ActorIdentity>(new Identify(null), Timeout.InfiniteTimeSpan);
        foreach (var loop in loops)
            await graphs.StartHost(loop).Started;
        return graphs;
    }

    /// <summary>Relays that run.</summary>
    internal int RunningRelays => _stages.Sum(stage => stage.Running);

    /// <summary>The loop's materializer. Use it on the loop.</summary>
    public IMaterializer Materializer(EventLoop loop) => _materializers[loop.Index];

    /// <summary>
    /// A stream whose bytes move inside the transport: one whose tunnel has ended, or a new one in the loop's <see cref="RelayHost"/>,
    /// which saves an actor for each. Where that one was stopped, in an actor of its own, and a new host is started for the next. Call
    /// from an actor of the loop.
    /// </summary>
    internal RelayStream Relay(EventLoop loop)
    {
        if (_stages[loop.Index].TakeIdle() is { } idle)
            return idle;
        if (_hosts[loop.Index].TryMaterialize(_relays[loop.Index], out var stream))
            return stream;
        if (_hosts[loop.Index].IsOver)
            StartHost(loop);
        return _materializers[loop.Index].Materialize(_relays[loop.Index]);
    }

    /// <summary>One that was not run after all.</summary>
    internal void GiveBack(RelayStream stream, EventLoop loop) => _stages[loop.Index].TryKeep(stream);

    private RelayHost StartHost(EventLoop loop) => _hosts[loop.Index] = _materializers[loop.Index].Materialize(
        RelayHost.Graph(_materializers[loop.Index].Settings));
}
