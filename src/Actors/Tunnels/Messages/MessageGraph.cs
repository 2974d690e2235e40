using ActorProxy.Actors.Dispatch;
using ActorProxy.Shared.WebSockets;
using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>
/// The graph of a tunnel that reads messages: in each direction a source of frames, the filters with their bypass, and a
/// sink of frames. Both directions are one graph on the loop of their sockets. Built for each connection, as filters may
/// keep state. Its task ends with both directions, with what one of their stages failed with.
/// </summary>
internal static class MessageGraph
{
    public static IRunnableGraph<Task> Build(
        MessageTunnel tunnel,
        TunnelStart start,
        int maxMessageSize,
        Flow<WebSocketMessage, WebSocketMessage, NotUsed> filtersFromDownstream,
        Flow<WebSocketMessage, WebSocketMessage, NotUsed> filtersFromUpstream)
    {
        var (downstream, upstream) = (tunnel.Downstream, tunnel.Upstream);
        var toUpstream = Direction(
            new FrameSource(tunnel, downstream, maxMessageSize, start.EarlyFromDownstream), filtersFromDownstream,
            new FrameSink(tunnel, upstream, default));
        var toDownstream = Direction(
            new FrameSource(tunnel, upstream, maxMessageSize, start.EarlyFromUpstream), filtersFromUpstream,
            new FrameSink(tunnel, downstream, start.ResponseHead));
        var both = GraphDsl.Create(toUpstream, toDownstream, static (first, second) => (Task)Task.WhenAll(first, second),
            static (_, _, _) => ClosedShape.Instance);
        return RunnableGraph.FromGraph(both).WithAttributes(ActorAttributes.CreateDispatcher(LoopDispatchers.Id(downstream.Channel.Loop)));
    }

    /// <summary>Watched before the sink: what fails above it comes down there, and what the sink fails with goes up.</summary>
    private static IRunnableGraph<Task<Done>> Direction(
        FrameSource source, Flow<WebSocketMessage, WebSocketMessage, NotUsed> filters, FrameSink sink) =>
        Source.FromGraph(source).Via(BidiFlow.FromGraph(new FilterBypass()).Join(filters))
            .WatchTermination(static (_, ended) => ended).To(Sink.FromGraph(sink));
}
