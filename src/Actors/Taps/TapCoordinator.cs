using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Taps;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Taps;

/// <summary>Decides which taps there are on the node's tunnels, each an actor of its own.</summary>
internal sealed class TapCoordinator : ReceiveActor
{
    /// <summary>Taps of a node at most.</summary>
    public const int Max = 16;

    private readonly Func<TapOptions> _options;
    private readonly ProxyMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly string _node;
    private readonly TapLinks _links;

    /// <param name="node">The node's name.</param>
    /// <param name="options">Those that are in force; asked for each tap.</param>
    public TapCoordinator(string node, Func<TapOptions> options, ProxyMetrics metrics, TimeProvider time, TapLinks links)
    {
        (_node, _links) = (node, links);
        _options = options;
        _metrics = metrics;
        _time = time;
        Receive<OpenTap>(Open);
    }

    /// <summary>A tap that fails has told its watcher, and is not begun again.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        Context.GetLogger().Error(failure, "A tap failed");
        return Directive.Stop;
    });

    private void Open(OpenTap open)
    {
        var (connection, order) = open;
        var watcher = ((ExtendedActorSystem)Context.System).Provider.ResolveActorRef(order.Watcher);
        if (Refusal(open) is var (reason, detail))
        {
            Context.GetLogger().Info("Tap of connection {Connection} by {By} refused: {Detail}", order.Id, order.By, detail);
            watcher.Tell(new TapRefused(order.Id, reason, detail, []), Self);
            return;
        }
        var most = _options().MaxPayload;
        int? maxPayload = order.Payload ? Math.Min(order.MaxPayload ?? most, most) : null;
        var node = _node;
        var (metrics, time, links) = (_metrics, _time, _links);
        Context.ActorOf(Props.Create(() => new TapActor(connection, order, watcher, node, maxPayload, metrics, time, links)));
    }

    private (TapRefusal Reason, string Detail)? Refusal(OpenTap open)
    {
        if (!open.Connection.IsTunnel)
            return (TapRefusal.NotATunnel, $"{open.Order.Id} is served an HTTP request: it has no messages.");
        if (open.Order.Payload && !_options().Payload)
            return (TapRefusal.PayloadNotAllowed, $"The configuration of {_node} does not allow to show payloads; set tap.payload = "
                + $"true there, or ask without payload.");
        return Context.GetChildren().Count() >= Max
            ? (TapRefusal.TooManyTaps, $"{_node} has {Max} taps, which is as many as a node may have; stop one of them.")
            : null;
    }
}
