using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Actors.Tunnels.Relays;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;
using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.Streams.Dsl;

namespace ActorProxy.Actors.Tunnels;

/// <summary>Opens the tunnel that a route asks for: a relay, or, where it names message filters, a graph of messages.</summary>
/// <param name="log">Of the message filters of all connections.</param>
public sealed class TunnelFactory(
    ITransport transport, TunnelGraphs graphs, MessageFilters filters, ILoggingAdapter log)
{
    internal TunnelGraphs Graphs => graphs;

    /// <summary>
    /// Materializes the tunnel. It owns both channels from then on; where this throws, they are closed. The tunnel's end
    /// is told to the owner as a <see cref="TunnelEnd"/>. Call on the channels' loop.
    /// </summary>
    /// <remarks>
    /// No loop waits for a materializer here: those of the loops have started (<see cref="TunnelGraphs.StartAsync"/>).
    /// </remarks>
    /// <param name="series">What its traffic is counted on.</param>
    /// <param name="connectionId">What filters and log call the connection.</param>
    /// <param name="owner">A <see cref="TunnelWatch"/> where the route reads messages: it hears of the stream's end, too.</param>
    /// <exception cref="Akka.Pattern.IllegalStateException">The actor system is stopping.</exception>
    public (ITunnel Tunnel, TunnelControl Control) Open(
        TunnelStart start, TunnelPlan plan, Route route, RouteSeries series, string connectionId, IActorRef owner)
    {
        var totals = series.On(start.Downstream.Loop.Index);
        if (start.Upstream is ForeignChannel) // a stream has no ports to keep, and is reset where it is closed before its end
            plan.Timeouts = plan.Timeouts with { Fin = TimeSpan.Zero };
        try
        {
            return plan.Filters.ReadsMessages
                ? OpenMessages(start, plan, route, totals, connectionId, owner)
                : OpenRelay(start, plan, totals, owner);
        }
        catch
        {
            start.Downstream.Abort();
            start.Upstream.Abort();
            throw;
        }
    }

    private (ITunnel Tunnel, TunnelControl Control) OpenRelay(
        TunnelStart start, TunnelPlan plan, LoopTraffic totals, IActorRef owner)
    {
        var loop = start.Downstream.Loop;
        var stream = graphs.Relay(loop);
        try
        {
            var tunnel = new RelayTunnel(transport, start, plan, totals);
            var control = new TunnelControl(tunnel, owner);
            stream.Run(control);
            return (tunnel, control);
        }
        catch
        {
            graphs.GiveBack(stream, loop);
            throw;
        }
    }

    private (ITunnel Tunnel, TunnelControl Control) OpenMessages(
        TunnelStart start, TunnelPlan plan, Route route, LoopTraffic totals, string connectionId, IActorRef owner)
    {
        var chain = plan.Filters;
        var tunnel = new MessageTunnel(start.Downstream, start.Upstream, plan, totals, log);
        var control = new TunnelControl(tunnel, owner);
        var fromDownstream = FiltersOf(MessageDirection.FromDownstream);
        var fromUpstream = FiltersOf(MessageDirection.FromUpstream);
        var ended = MessageGraph.Build(tunnel, start, chain.MaxMessageSize, fromDownstream, fromUpstream)
            .Run(graphs.Materializer(start.Downstream.Loop));
        // The stages start later, on the same loop.
        tunnel.Start(end => owner.Tell(end, ActorRefs.NoSender));
        control.Open((_, command) => tunnel.Close(command));
        _ = ended.ContinueWith(stream => owner.Tell(new TunnelWatch.StreamEnded(stream.Exception?.InnerException), ActorRefs.NoSender),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return (tunnel, control);

        Flow<WebSocketMessage, WebSocketMessage, NotUsed> FiltersOf(MessageDirection direction)
        {
            try
            {
                return filters.CreateFlow(new MessageFilterContext(connectionId, route, chain, direction, log));
            }
            catch (Exception fault)
            {
                log.Error(fault, "The message filters of route {Route} cannot be made; connection {Connection} is closed", route.Id,
                    connectionId);
                control.Close(CloseCommand.For(TerminationReason.InternalError, "a message filter failed"));
                return Flow.Create<WebSocketMessage>();
            }
        }
    }
}
