using ActorProxy.Actors.Dispatch;
using ActorProxy.Transport;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorProxy.Actors.Tunnels;

/// <summary>
/// The tunnel graphs of each loop, built once. Building one costs several times what materializing it does, and nothing
/// in it differs from tunnel to tunnel: the tunnel itself is attached to the <see cref="TunnelControl"/>.
/// </summary>
public sealed class TunnelGraphs
{
    private readonly IRunnableGraph<TunnelControl>[] _relay;

    public TunnelGraphs(IReadOnlyList<EventLoop> loops) =>
        _relay = [.. loops.Select(loop => Source.FromGraph(new TunnelStage())
            .To(Sink.FromGraph(new ReportSink()))
            .WithAttributes(ActorAttributes.CreateDispatcher(LoopDispatchers.Id(loop))))];

    /// <summary>The graph whose bytes move inside the transport; its stream runs on the given loop.</summary>
    public IRunnableGraph<TunnelControl> Relay(EventLoop loop) => _relay[loop.Index];
}
