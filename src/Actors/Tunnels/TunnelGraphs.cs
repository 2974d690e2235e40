using ActorProxy.Actors.Dispatch;
using ActorProxy.Transport;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorProxy.Actors.Tunnels;

/// <summary>
/// What each loop materializes its tunnels with. The relay graph is built and fused once: fusing alone took more than half
/// of the time of a materialization, and nothing in the graph differs from tunnel to tunnel; the tunnel itself is attached
/// to the <see cref="TunnelControl"/>. Each loop has a materializer of its own, because a materializer's supervisor
/// handles every stream: on another thread it woke that thread twice per connection.
/// </summary>
public sealed class TunnelGraphs
{
    private readonly ActorMaterializer[] _materializers;
    private readonly IGraph<ClosedShape, TunnelControl>[] _relays;

    private TunnelGraphs(ActorSystem system, IReadOnlyList<EventLoop> loops)
    {
        _materializers = [.. loops.Select(loop => ActorMaterializer.Create(system,
            ActorMaterializerSettings.Create(system).WithDispatcher(LoopDispatchers.Id(loop)), $"loop-{loop.Index}"))];
        _relays = [.. loops.Select(loop => Fusing.Aggressive(Source.FromGraph(new TunnelStage())
            .To(Sink.FromGraph(new ReportSink()))
            .WithAttributes(ActorAttributes.CreateDispatcher(LoopDispatchers.Id(loop)))))];
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
        return graphs;
    }

    /// <summary>The loop's materializer. Use it on the loop.</summary>
    public IMaterializer Materializer(EventLoop loop) => _materializers[loop.Index];

    /// <summary>Starts a stream whose bytes move inside the transport.</summary>
    public TunnelControl MaterializeRelay(EventLoop loop) => _materializers[loop.Index].Materialize(_relays[loop.Index]);
}
