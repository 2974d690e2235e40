using ActorProxy.Actors.Dispatch;
using ActorProxy.Shared.WebSockets;
using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>
/// The graph of a tunnel that reads messages: in each direction a source of frames, the filters with their bypass, and a
/// sink of frames. Both directions are one graph on the loop of their sockets. Built for each connection, as filters may
/// keep state.
/// </summary>
internal static class MessageGraph
{
    public static IRunnableGraph<NotUsed> Build(
        MessageTunnel tunnel,
        TunnelStart start,
        int maxMessageSize,
        Flow<WebSocketMessage, WebSocketMessage, NotUsed> filtersFromClient,
        Flow<WebSocketMessage, WebSocketMessage, NotUsed> filtersFromBackend)
    {
        var (client, backend) = (tunnel.Client, tunnel.Backend);
        var toBackend = Direction(
            new FrameSource(tunnel, client, maxMessageSize, start.EarlyFromClient), filtersFromClient, new FrameSink(tunnel, backend, default));
        var toClient = Direction(
            new FrameSource(tunnel, backend, maxMessageSize, start.EarlyFromBackend), filtersFromBackend, new FrameSink(tunnel, client, start.ResponseHead));
        var both = GraphDsl.Create(builder =>
        {
            builder.Add(toBackend);
            builder.Add(toClient);
            return ClosedShape.Instance;
        });
        return RunnableGraph.FromGraph(both).WithAttributes(ActorAttributes.CreateDispatcher(LoopDispatchers.Id(client.Channel.Loop)));
    }

    private static IRunnableGraph<NotUsed> Direction(FrameSource source, Flow<WebSocketMessage, WebSocketMessage, NotUsed> filters, FrameSink sink) =>
        Source.FromGraph(source).Via(BidiFlow.FromGraph(new FilterBypass()).Join(filters)).To(Sink.FromGraph(sink));
}
