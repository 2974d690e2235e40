using System.Net;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.ProxyProtocol;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;
using Akka.Actor;

namespace ActorProxy.Actors.Connections;

/// <summary>
/// One client connection, from its accept to its end. Phases: opening (<see cref="ClientOpening"/>), connecting to a
/// backend (by a supervised <see cref="UpstreamActor"/>), tunnelling (in a stream whose control it holds); or, before
/// connecting, lent to the <see cref="IHttpGateway"/> until a request asks for WebSocket. It runs on the loop of its sockets
/// and is stopped, never restarted: a restart would lose the socket.
/// </summary>
internal sealed class ConnectionActor : UntypedActor
{
    private readonly ProxyContext _proxy;
    private readonly ListenerOptions _listener;
    private readonly string _id;
    private readonly IClientSide _opening;
    private long _started;           // accepted, or got back from the gateway
    private Channel? _client;        // until the tunnel, or an answer, owns it
    private IHttpConnection? _http;  // while the gateway serves the client
    private IPAddress? _counted;     // the client that the connection is counted for
    private bool _draining;          // it serves no further request
    private Handshake? _handshake;   // from the routed head to the 101
    private IActorRef _upstream = ActorRefs.Nobody;
    private ConnectionInfo? _info;   // from the 101 on
    private TunnelControl? _tunnel;
    private Pools.BackendTurn? _turn;

    /// <param name="stream">What the client is of another connection; null for a connection of its own.</param>
    public ConnectionActor(ProxyContext proxy, ListenerOptions listener, Channel client, StreamHandOver? stream = null)
    {
        _proxy = proxy;
        _listener = listener;
        _client = client;
        _id = proxy.Ids.Next();
        _started = proxy.Time.GetTimestamp();
        var self = Self;
        Action<object> tell = message => self.Tell(message, ActorRefs.NoSender);
        _opening = stream is null ? new ClientOpening(proxy, listener, client, tell) : new StreamOpening(proxy, stream, tell);
    }

    private IPEndPoint Peer => _opening.Peer;

    protected override void PreStart() => _opening.Start();

    /// <summary>Opening.</summary>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClientOpened opened:
                _client = opened.Channel;
                OnHead(opened);
                break;
            case ClientFailed failed:
                Refuse(failed.Reason, failed.Detail);
                break;
            default:
                OnAnyPhase(message);
                break;
        }
    }

    private void ServingHttp(object message)
    {
        switch (message)
        {
            case HttpUpgrade upgrade:
                OnHttpUpgrade(upgrade);
                break;
            case StreamHandOver stream:
                Context.Parent.Tell(stream);
                break;
            case HttpEnded ended:
                OnHttpEnded(ended);
                break;
            case CloseConnection { Command.Reason: TerminationReason.NodeShutdown }:
                _draining = true;
                _http!.Drain();
                break;
            case CloseConnection close:
                _http!.Cut(close.Command.Reason, close.Id);
                break;
            default:
                OnAnyPhase(message);
                break;
        }
    }

    private void Connecting(object message)
    {
        switch (message)
        {
            case UpstreamReply reply:
                OnReply(reply);
                break;
            case ClientGone:
                Refuse(TerminationReason.ClientLost, "The client closed before it was answered.");
                break;
            default:
                OnAnyPhase(message);
                break;
        }
    }

    private void Tunnelling(object message)
    {
        switch (message)
        {
            case TunnelEnd end:
                OnEnd(end);
                break;
            case CloseConnection { After.Ticks: > 0 } later:
                later.Postpone(Self, _opening.Channel.Loop);
                break;
            case CloseConnection close:
                _tunnel!.Close(close.Command);
                break;
            default:
                OnAnyPhase(message);
                break;
        }
    }

    private void OnAnyPhase(object message)
    {
        switch (message)
        {
            case CloseConnection close:
                Refuse(close.Command.Reason, "The connection was closed before its handshake was done.");
                break;
            case ClientFailed or ClientGone:
                break; // of a phase that is over
            case StreamHandOver late:
                late.Stream.Channel.Abort();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>A failed attempt on a backend: the next one, or an answer to the client.</summary>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(-1, Timeout.Infinite, OnUpstreamFailure, loggingEnabled: false);

    /// <summary>Leaves nothing behind, whatever the phase it is stopped in.</summary>
    protected override void PostStop()
    {
        _opening.Stop();
        _proxy.Admission.Leave();
        if (_counted is not null)
            _proxy.Admission.LeaveClient(_counted);
        try
        {
            if (_client is not null || _info is not null)
                EndUnasked();
        }
        finally
        {
            _handshake?.Turn.Leave();
        }
    }

    /// <summary>Stopped from outside in the middle of its life: with the node, or by its supervisor for a fault of ours.</summary>
    private void EndUnasked()
    {
        var reason = CoordinatedShutdown.Get(Context.System).ShutdownReason is null ? TerminationReason.InternalError : TerminationReason.NodeShutdown;
        if (_http is not null)
        {
            _http.Cut(reason);
            Release().Abort();
        }
        else if (_client is not null)
        {
            var status = StatusOf(reason);
            End(reason, status, detail: null);
            LogRefusal(reason, status, "The connection's actor was stopped.");
        }
        else
        {
            _tunnel!.Close(CloseCommand.For(reason));
            Forget(new TunnelEnd(reason, TunnelParty.Proxy, reason.CloseCode(), Cut: false));
        }
    }

    private TimeSpan Elapsed => _proxy.Time.GetElapsedTime(_started);

    private void OnHead(ClientOpened opened)
    {
        if (opened.Head is not { } head)
            ServeHttp(opened.Bytes);
        else if (!opened.IsForGateway)
            Route(head, opened.Bytes);
        else if (HttpRequestRules.TryCheck(head, out _, out var refusal))
            ServeHttp(opened.Bytes);
        else
            Refuse(refusal.Reason, refusal.Detail);
    }

    private void ServeHttp(ReadOnlyMemory<byte> bytes)
    {
        // Connections of a trusted peer carry requests of many clients: they count for none.
        if (!_proxy.Options.ForwardingOf(_listener).Trusts(Peer.Address) && !TryCountFor(Peer.Address))
            return;
        _http = _proxy.Gateway!.Serve(new HttpHandOver(_proxy, _listener, _id, Peer, _opening.Destination, _opening.Tls, _client!, bytes, Self));
        Become(ServingHttp);
    }

    private void OnHttpUpgrade(HttpUpgrade upgrade)
    {
        _http = null;
        _started = _proxy.Time.GetTimestamp();
        if (_draining)
            Refuse(TerminationReason.NodeShutdown, "The node is stopping.");
        else
            Route(upgrade.Head, upgrade.Rest);
    }

    private void OnHttpEnded(HttpEnded ended)
    {
        _http = null;
        if (ended.Cut)
            Release().Abort();
        else
            _ = ClientAnswer.SendAsync(Release(), default, _proxy.Options.Tunnel.CloseTimeout, ended.Reading);
        Context.Stop(Self);
    }

    private void Route(RequestHead head, ReadOnlyMemory<byte> early)
    {
        switch (UpgradeRouting.Decide(head, _proxy.Routes.Current))
        {
            case UpgradeRoutingResult.Refused refused:
                Refuse(refused.Reason, refused.Detail);
                break;
            case UpgradeRoutingResult.Routed routed:
                Connect(routed, early);
                break;
        }
    }

    private void Connect(UpgradeRoutingResult.Routed routed, ReadOnlyMemory<byte> early)
    {
        var forwarding = _proxy.Options.ForwardingOf(_listener);
        var fields = routed.Request.Fields;
        var peer = new ClientInfo(Peer.Address, _opening.Tls is null ? "http" : "https", RequestIds.Choose(fields, Peer.Address, forwarding, _id))
        {
            Subject = _opening.Tls?.PeerSubject,
        };
        var address = ClientAddress.From(Peer.Address, fields, forwarding);
        var turn = _proxy.Pools.Turn(routed.Route, address, fields);
        _handshake = new Handshake(routed.Request, routed.Path, routed.Route, peer, address, early, turn);
        if (!TryCountFor(address))
            return;
        if (!turn.TryNext())
        {
            Refuse(turn.Refusal, "No backend may be tried.");
            return;
        }
        var self = Self;
        _client!.PeerClosed = () => self.Tell(ClientGone.Instance, ActorRefs.NoSender);
        _upstream = Context.ActorOf(Props.CreateBy(new UpstreamProducer(_proxy, _client.Loop, UpstreamOffer.Of(_handshake, forwarding, () => new ProxyHeader(Peer, _opening.Destination))))
            .WithDispatcher(Dispatch.LoopDispatchers.Id(_client.Loop)));
        _upstream.Tell(new ConnectTo(turn.Backend!.Address));
        Become(Connecting);
    }

    /// <summary>Counts the connection for its client, once; refuses it where that one has enough.</summary>
    private bool TryCountFor(IPAddress client)
    {
        if (_counted is not null)
            return true;
        if (!_proxy.Admission.TryEnterClient(client))
        {
            Refuse(TerminationReason.ClientLimit, "The client has as many connections as limits.max-connections-per-client allows.");
            return false;
        }
        _counted = client;
        return true;
    }

    private Directive OnUpstreamFailure(Exception error)
    {
        var (reason, detail) = error is UpstreamException failure
            ? (failure.Reason, failure.Message)
            : (TerminationReason.InternalError, error.ToString());
        if (_client is null)
            return Directive.Stop;
        _proxy.Metrics.AttemptFailed(reason);
        if (TryAnother(reason, detail))
            return Directive.Restart;
        Refuse(reason, detail);
        return Directive.Stop;
    }

    /// <summary>Sends the UpstreamActor to the next backend, if the policy has it so and there is one.</summary>
    private bool TryAnother(TerminationReason reason, string detail)
    {
        var handshake = _handshake!;
        var turn = handshake.Turn;
        var (backend, attempt) = (turn.Backend!, turn.Attempt);
        var attempts = handshake.Route.Policy.Attempts ?? _proxy.Options.Handshake.Attempts;
        if (!UpstreamFailurePolicy.TriesAnother(reason, attempt, attempts) || !turn.TryNext())
            return false;
        _proxy.AccessLog.AttemptFailed(new FailedAttempt(_id, handshake.Peer.RequestId, handshake.Route.Id, backend.Id, attempt, reason, detail));
        _upstream.Tell(new ConnectTo(turn.Backend!.Address));
        return true;
    }

    private void OnReply(UpstreamReply reply)
    {
        switch (reply.Answer)
        {
            case UpgradeAccepted accepted:
                Open(accepted, reply);
                break;
            case UpgradeDeclined declined:
                OnDeclined(declined, reply);
                break;
        }
    }

    private void OnDeclined(UpgradeDeclined declined, UpstreamReply reply)
    {
        var detail = $"the backend answered {declined.Head.Status}";
        if (UpstreamFailurePolicy.IsUnavailable(declined.Head.Status) && TryAnother(TerminationReason.BackendUnavailable, detail))
        {
            reply.Drop();
            return;
        }
        if (!_opening.CanRelay(declined.Head.Status))
        {
            reply.Drop();
            Refuse(TerminationReason.BackendBadHandshake, detail);
            return;
        }
        LogRefusal(TerminationReason.BackendDeclined, declined.Head.Status, detail);
        Release();
        _opening.Relay(declined, reply);
        Context.Stop(Self);
    }

    private void Open(UpgradeAccepted accepted, UpstreamReply reply)
    {
        var handshake = _handshake!;
        var head = _opening.Switch(accepted, handshake.Turn.SetCookie(_opening.Tls is not null));
        Context.Stop(_upstream);
        _upstream = ActorRefs.Nobody;

        var upstream = reply.Take();
        var client = Release();
        var start = new TunnelStart(client, upstream, head, handshake.Early, reply.Rest);
        var timeouts = new TunnelTimeouts(handshake.Route.Policy.IdleTimeout ?? _proxy.Options.Tunnel.IdleTimeout, _proxy.Options.Tunnel.CloseTimeout);
        (var tunnel, _tunnel) = _proxy.Tunnels.Open(start, timeouts, handshake.Route, _id, Self);

        _info = new ConnectionInfo(_id, _listener.Name, handshake.Client, Peer, handshake.Request.Host, handshake.Path, handshake.Peer.RequestId,
            handshake.Route, handshake.Turn.Backend!, handshake.Turn.Attempt, accepted.Subprotocol, _proxy.Time.GetUtcNow())
        {
            Tls = _opening.Tls,
        };
        _turn = handshake.Turn;
        _handshake = null;
        _proxy.Metrics.Established(_info.Route.Id, Elapsed);
        _proxy.Connections.Add(new OpenConnection(_info, tunnel, Self));
        _proxy.Routes.Entered(_info);
        _proxy.AccessLog.Opened(_info);
        Become(Tunnelling);
    }

    private void OnEnd(TunnelEnd end)
    {
        Forget(end);
        Context.Stop(Self);
    }

    /// <summary>Takes the open connection out of all books.</summary>
    private void Forget(TunnelEnd end)
    {
        var info = _info!;
        _info = null;
        _turn!.Leave();
        var duration = _proxy.Time.GetUtcNow() - info.Since;
        _proxy.Metrics.Closed(info.Route.Id, end, duration);
        _proxy.Connections.Remove(info.Id);
        _proxy.AccessLog.Closed(info, end, _tunnel!.Traffic, duration);
    }

    /// <summary>Answers the client and stops.</summary>
    private void Refuse(TerminationReason reason, string detail)
    {
        var status = StatusOf(reason);
        LogRefusal(reason, status, detail);
        End(reason, status, detail);
        Context.Stop(Self);
    }

    /// <summary>The status that the client is answered with; null where it gets no answer.</summary>
    private int? StatusOf(TerminationReason reason) => _opening.CanAnswer ? reason.Status() : null;

    private void End(TerminationReason reason, int? status, string? detail)
    {
        var client = Release();
        if (status is not null)
            _opening.Refuse(reason, _handshake?.Peer.RequestId ?? _id, detail);
        else if (reason == TerminationReason.TlsHandshakeFailed)
            client.Close(); // RST would take the alert away from the client, which says why
        else
            client.Abort();
    }

    private void LogRefusal(TerminationReason reason, int? status, string detail)
    {
        _proxy.Metrics.Refused(reason, Elapsed);
        _proxy.AccessLog.Refused(new RefusedRequest(_id, _listener.Name, Peer, _handshake?.Request.Host, _handshake?.Path,
            _handshake?.Peer.RequestId, _handshake?.Route.Id, _handshake?.Turn.Backend?.Id, _handshake?.Turn.Attempt ?? 0, reason, status, detail, Elapsed));
    }

    /// <summary>The channel is somebody else's from here on.</summary>
    private Channel Release()
    {
        _client = null;
        _opening.Channel.PeerClosed = null;
        return _opening.Channel;
    }

    private sealed class ClientGone
    {
        public static readonly ClientGone Instance = new();
    }
}
