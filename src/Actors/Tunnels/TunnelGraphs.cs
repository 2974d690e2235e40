using ActorProxy.Actors.Dispatch;
using ActorProxy.Transport;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorProxy.Actors.Tunnels;

/// <summary>
/// The tunnel graphs of each loop, built and fused once: fusing alone took more than half of the time of a
/// materialization, and nothing in the graph differs from tunnel to tunnel. The tunnel itself is attached to the
/// <see cref="TunnelControl"/>.
/// </summary>
public sealed class TunnelGraphs
{
    private readonly IGraph<ClosedShape, TunnelControl>[] _relay;

    public TunnelGraphs(IReadOnlyList<EventLoop> loops) =>
        _relay = [.. loops.Select(loop => Fusing.Aggressive(Source.FromGraph(new TunnelStage())
            .To(Sink.FromGraph(new ReportSink()))
            .WithAttributes(ActorAttributes.CreateDispatcher(LoopDispatchers.Id(loop)))))];

    /// <summary>The graph whose bytes move inside the transport; its stream runs on the given loop.</summary>
    public IGraph<ClosedShape, TunnelControl> Relay(EventLoop loop) => _relay[loop.Index];
}
