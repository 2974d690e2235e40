using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Pipeline.Attempts;
using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;

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
        var (table, listener) = (Connection.Proxy.Routes, Connection.Listener.Name);
        var session = Connection.Begin(head, isUpgrade: true, isFollowed: !early.IsEmpty);
        switch (UpgradeRouting.Decide(head, table, listener, session.Peer, session.Forwarding))
        {
            case UpgradeRoutingResult.Refused refused:
                session.Enter(table, Connection.Proxy.Pipelines);
                Connection.Refuse(refused.Reason, refused.Detail);
                break;
            case UpgradeRoutingResult.Routed { Request: var request } routed:
                session.Enter(routed.Route, routed.Policies, Connection.Proxy.Pipelines, new RequestPlace(request.Host, routed.Path),
                    request.Target);
                Connection.Accounting.Trace?.SetRoute(routed.Route, request.Host, routed.Path, session.Peer.RequestId);
                if (Connection.TryCountFor(session.Client))
                    Pass(session, request, early);
                break;
        }
    }

    private void Pass(ProxySession session, UpgradeRequest request, ReadOnlyMemory<byte> early)
    {
        var asked = session.Pipeline.OnRequest(session);
        if (asked.IsCompletedSuccessfully)
            Passed(asked.Result);
        else
            Connection.Enter(new WaitingPhase(Connection, session, asked.AsTask(), Passed));

        void Passed(PhaseResult result)
        {
            switch (result)
            {
                case PhaseResult.Refused refused:
                    Connection.Refuse(refused.Reason, refused.Detail);
                    break;
                case PhaseResult.Responded response:
                    Connection.Respond(response);
                    break;
                default:
                    Connect(session, request, early);
                    break;
            }
        }
    }

    private void Trace(RequestHead head)
    {
        var (accounting, client) = (Connection.Accounting, Connection.Client);
        accounting.Trace = RequestTrace.Begin("websocket handshake", head, accounting.Elapsed, Connection.Proxy.Time);
        if (accounting.Trace is not { } trace)
            return;
        trace.SetConnection(accounting.Id, Connection.Listener.Name, client.Peer, client.Tls is not null);
        trace.Step("head", accounting.Started);
        trace.Step("route");
    }

    private void OnHead(ClientOpened opened)
    {
        if (opened.Head is not { } head)
            ServeHttp(opened.Bytes, head: null);
        else if (opened.IsForGateway)
            ServeHttp(opened.Bytes, head);
        else
            Route(head, opened.Bytes);
    }

    /// <summary>Ends a request that goes no further.</summary>
    public void Refuse(RequestHead head, TerminationReason reason, string detail)
    {
        BeginUnrouted(head);
        Connection.Refuse(reason, detail);
    }

    private void BeginUnrouted(RequestHead head)
    {
        var proxy = Connection.Proxy;
        Connection.Begin(head, isUpgrade: false, isFollowed: true)
            .Enter(proxy.Routes, proxy.Pipelines);
    }

    private void ServeHttp(ReadOnlyMemory<byte> bytes, RequestHead? head)
    {
        if (Connection.TryCountPeer())
        {
            Connection.Enter(new GatewayPhase(Connection, bytes));
            return;
        }
        if (head is not null)
            BeginUnrouted(head);
        Connection.RefuseClient();
    }

    private void Connect(ProxySession session, UpgradeRequest request, ReadOnlyMemory<byte> early)
    {
        session.Select(Connection.Proxy.Pools, Connection.Proxy.Options.Handshake);
        var handshake = Connection.Handshake = new Handshake(session, request, early);
        ConnectingPhase.Enter(Connection, handshake, AttemptLoop.Begin(session));
    }
}
