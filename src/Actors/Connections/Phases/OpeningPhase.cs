using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Connections.Phases;

/// <summary>The client is on its way to a request head, which says what the connection is to be.</summary>
internal sealed class OpeningPhase(Connection connection) : ConnectionPhase(connection)
{
    public override bool TryReceive(object message)
    {
        switch (message)
        {
            case ClientOpened opened:
                OnHead(opened);
                return true;
            case ClientFailed failed:
                Connection.Refuse(failed.Reason, failed.Detail);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Goes on with a request that asks for WebSocket.</summary>
    /// <param name="early">What came behind its head.</param>
    public void Route(RequestHead head, ReadOnlyMemory<byte> early)
    {
        Trace(head);
        switch (UpgradeRouting.Decide(head, Connection.Proxy.Routes, Connection.Listener.Name))
        {
            case UpgradeRoutingResult.Refused refused:
                Connection.Refuse(refused.Reason, refused.Detail, head);
                break;
            case UpgradeRoutingResult.Routed routed:
                Connect(routed, early);
                break;
        }
    }

    private void Trace(RequestHead head)
    {
        var (accounting, client) = (Connection.Accounting, Connection.Client);
        if (RequestTrace.Begin("websocket handshake", head, accounting.Started, Connection.Proxy.Time) is not { } trace)
            return;
        accounting.Trace = trace;
        trace.SetConnection(accounting.Id, Connection.Listener.Name, client.Peer, client.Tls is not null);
        trace.Step("head", accounting.Started);
        trace.Step("route");
    }

    private void OnHead(ClientOpened opened)
    {
        if (opened.Head is not { } head)
            ServeHttp(opened.Bytes, head: null);
        else if (!opened.IsForGateway)
            Route(head, opened.Bytes);
        else if (HttpRequestRules.TryCheck(head, out _, out var refusal))
            ServeHttp(opened.Bytes, head);
        else
            Connection.Refuse(refusal.Reason, refusal.Detail, head);
    }

    private void ServeHttp(ReadOnlyMemory<byte> bytes, RequestHead? head)
    {
        var peer = Connection.Client.Peer.Address;
        // Connections of a trusted peer carry requests of many clients: they count for none.
        if (Connection.Proxy.Options.ForwardingOf(Connection.Listener).Trusts(peer) || Connection.TryCountFor(peer, head))
            Connection.Enter(new GatewayPhase(Connection, bytes));
    }

    private void Connect(UpgradeRoutingResult.Routed routed, ReadOnlyMemory<byte> early)
    {
        var (proxy, client) = (Connection.Proxy, Connection.Client);
        var forwarding = proxy.Options.ForwardingOf(Connection.Listener);
        var fields = routed.Request.Fields;
        var peer = ClientInfos.Of(client.Peer.Address, client.Tls, fields, forwarding, Connection.Accounting.Id);
        var address = ClientAddress.From(client.Peer.Address, fields, forwarding);
        var selection = proxy.Pools.Select(routed.Route, routed.Policies, address, fields);
        var handshake = new Handshake(routed.Request, routed.Path, routed.Route, routed.Policies, peer, address, early, selection);
        Connection.Handshake = handshake;
        Connection.Accounting.Trace?.SetRoute(routed.Route, routed.Request.Host, routed.Path, peer.RequestId);
        if (!Connection.TryCountFor(address))
            return;
        if (selection.TryNext())
            Connection.Enter(new ConnectingPhase(Connection, handshake, forwarding));
        else
            Connection.Refuse(selection.Refusal, "No backend may be tried.");
    }
}
