using System.Buffers;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;
using Akka.Actor;

namespace ActorProxy.Actors.Connections;

/// <summary>
/// One client connection, from its accept to its end. Phases: reading the head, connecting to a backend (by a supervised
/// <see cref="UpstreamActor"/>), tunnelling (in a stream whose control it holds); or, before those, lent to the
/// <see cref="IHttpGateway"/> until a request asks for WebSocket. It runs on the loop of its sockets and is stopped, never
/// restarted: a restart would lose the socket.
/// </summary>
internal sealed class ConnectionActor : UntypedActor
{
    private readonly ProxyContext _proxy;
    private readonly ListenerOptions _listener;
    private readonly string _id;
    private long _started;           // accepted, or got back from the gateway
    private readonly System.Net.IPEndPoint _peer;
    private Channel? _client;        // until the tunnel, or an answer, owns it
    private Deadline? _headDeadline;
    private Task _reading = Task.CompletedTask; // of the head
    private IHttpConnection? _http;  // while the gateway serves the client
    private bool _draining;          // it serves no further request
    private Handshake? _handshake;   // from the routed head to the 101
    private IActorRef _upstream = ActorRefs.Nobody;
    private ConnectionInfo? _info;   // from the 101 on
    private TunnelControl? _tunnel;
    private Pools.BackendTurn? _turn;

    public ConnectionActor(ProxyContext proxy, ListenerOptions listener, Channel client)
    {
        _proxy = proxy;
        _listener = listener;
        _client = client;
        _id = proxy.Ids.Next();
        _started = proxy.Time.GetTimestamp();
        _peer = client.RemoteEndPoint!;
    }

    protected override void PreStart()
    {
        var self = Self;
        _headDeadline = _client!.Loop.CreateDeadline(() => self.Tell(HeadTimedOut.Instance, ActorRefs.NoSender));
        _headDeadline.Arm(_proxy.Options.Handshake.HeadTimeout);
        _reading = ReadHeadAsync(_client, _proxy.Options.Handshake, self);
    }

    /// <summary>Reading the head.</summary>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HeadRead read:
                OnHead(read);
                break;
            case HeadTimedOut:
                Refuse(TerminationReason.RequestTimeout, "The request head did not arrive in time.");
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
            case HttpEnded ended:
                OnHttpEnded(ended);
                break;
            case CloseConnection { Command.Reason: TerminationReason.NodeShutdown }:
                _draining = true;
                _http!.Drain();
                break;
            case CloseConnection close:
                _http!.Cut(close.Command.Reason);
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
            case HeadTimedOut or ClientGone:
                break; // of a phase that is over
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
        _headDeadline?.Disarm();
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
            Answer(Release(), ErrorResponse.For(reason, _handshake?.Peer.RequestId ?? _id));
            LogRefusal(reason, reason.Status(), "The connection's actor was stopped.");
        }
        else
        {
            _tunnel!.Close(CloseCommand.For(reason));
            Forget(new TunnelEnd(reason, TunnelParty.Proxy, reason.CloseCode(), Cut: false));
        }
    }

    private TimeSpan Elapsed => _proxy.Time.GetElapsedTime(_started);

    private async Task ReadHeadAsync(Channel client, HandshakeOptions limits, IActorRef self)
    {
        using var reader = new HeadReader(client, new HeadLimits(limits.MaxHeadSize, limits.MaxHeaderCount, limits.MaxTargetSize));
        try
        {
            var result = await reader.NextAsync<RequestHead>(RequestHeadParser.Parse);
            var http = _proxy.Gateway is not null && result.IsComplete && !UpgradeRequestRules.IsWebSocket(result.Head);
            self.Tell(new HeadRead(result, http ? reader.All() : reader.Rest(), http), ActorRefs.NoSender);
        }
        catch (TransportException)
        {
            // Broken, or aborted by our own deadline, which has spoken first.
            self.Tell(new HeadRead(default, default), ActorRefs.NoSender);
        }
    }

    private void OnHead(HeadRead read)
    {
        _headDeadline!.Disarm();
        _reading = Task.CompletedTask;
        if (read.Result.IsInvalid)
        {
            Refuse(read.Result.Reason, read.Result.Detail);
            return;
        }
        if (!read.Result.IsComplete)
        {
            Refuse(TerminationReason.ClientLost, "The client closed before its request head was complete.");
            return;
        }
        if (!read.IsForGateway)
            Route(read.Result.Head, read.Bytes);
        else if (HttpRequestRules.TryCheck(read.Result.Head, out _, out var refusal))
            ServeHttp(read.Bytes);
        else
            Refuse(refusal.Reason, refusal.Detail);
    }

    private void ServeHttp(ReadOnlyMemory<byte> bytes)
    {
        _http = _proxy.Gateway!.Serve(new HttpHandOver(_proxy, _listener, _id, _peer, "http", _client!, bytes, Self));
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
            ClientAnswer.Send(Release(), default, _proxy.Options.Tunnel.CloseTimeout, ended.Reading);
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
        var peer = new ClientInfo(_peer.Address, "http", RequestIds.Choose(fields, _peer.Address, forwarding, _id));
        var address = ClientAddress.From(_peer.Address, fields, forwarding);
        var turn = new Pools.BackendTurn(_proxy.Pools.Of(routed.Route.Pool), address);
        _handshake = new Handshake(routed.Request, routed.Path, routed.Route, peer, address, early, turn);
        if (!turn.TryNext())
        {
            Refuse(TerminationReason.NoBackend, "The pool has no backend.");
            return;
        }
        var self = Self;
        _client!.PeerClosed = () => self.Tell(ClientGone.Instance, ActorRefs.NoSender);
        _upstream = Context.ActorOf(Props.CreateBy(new UpstreamProducer(_proxy, _client.Loop, Offer(_handshake, forwarding)))
            .WithDispatcher(Dispatch.LoopDispatchers.Id(_client.Loop)));
        _upstream.Tell(new ConnectTo(turn.Backend!.Address));
        Become(Connecting);
    }

    private static UpstreamOffer Offer(Handshake handshake, ForwardingPolicy forwarding)
    {
        var policy = handshake.Route.Policy;
        var head = UpstreamRequest.Build(handshake.Request, handshake.Peer, new UpstreamPolicy
        {
            Path = policy.PathRewrite,
            Host = policy.HostRewrite,
            Headers = policy.Headers,
            Forwarding = forwarding,
            DeclineExtensions = policy.ReadsMessages,
        }, handshake.Route.Path.Value);
        var bytes = new ArrayBufferWriter<byte>(1024);
        HeadWriter.Write(bytes, head);
        return new UpstreamOffer(bytes.WrittenMemory, handshake.Request, !policy.ReadsMessages);
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
        var head = new ArrayBufferWriter<byte>(512);
        HeadWriter.Write(head, UpgradeResponse.Relayed(declined));
        var body = new ResponseBody(reply.Take(), declined.Framing, reply.Rest, _proxy.Options.Handshake.ResponseTimeout);
        LogRefusal(TerminationReason.BackendDeclined, declined.Head.Status, detail);
        ClientAnswer.Relay(Release(), head.WrittenMemory, body, _proxy.Options.Tunnel.CloseTimeout);
        Context.Stop(Self);
    }

    private void Open(UpgradeAccepted accepted, UpstreamReply reply)
    {
        var handshake = _handshake!;
        var head = new ArrayBufferWriter<byte>(256);
        HeadWriter.Write(head, UpgradeResponse.Switching(accepted));
        Context.Stop(_upstream);
        _upstream = ActorRefs.Nobody;

        var upstream = reply.Take();
        var client = Release();
        var start = new TunnelStart(client, upstream, head.WrittenMemory, handshake.Early, reply.Rest);
        var timeouts = new TunnelTimeouts(handshake.Route.Policy.IdleTimeout ?? _proxy.Options.Tunnel.IdleTimeout, _proxy.Options.Tunnel.CloseTimeout);
        (var tunnel, _tunnel) = _proxy.Tunnels.Open(start, timeouts, handshake.Route, _id, Self);

        _info = new ConnectionInfo(_id, _listener.Name, handshake.Client, _peer, handshake.Request.Host, handshake.Path, handshake.Peer.RequestId,
            handshake.Route, handshake.Turn.Backend!, handshake.Turn.Attempt, accepted.Subprotocol, _proxy.Time.GetUtcNow());
        _turn = handshake.Turn;
        _handshake = null;
        _headDeadline = null;
        _proxy.Metrics.Established(_info.Route.Id, Elapsed);
        _proxy.Connections.Add(new OpenConnection(_info, tunnel, Self));
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
        var status = reason.Status();
        LogRefusal(reason, status, detail);
        var client = Release();
        if (status is null)
            client.Abort();
        else
            Answer(client, ErrorResponse.For(reason, _handshake?.Peer.RequestId ?? _id, detail));
        Context.Stop(Self);
    }

    private void Answer(Channel client, ReadOnlyMemory<byte> response) =>
        ClientAnswer.Send(client, response, _proxy.Options.Tunnel.CloseTimeout, _reading);

    private void LogRefusal(TerminationReason reason, int? status, string detail)
    {
        _proxy.Metrics.Refused(reason, Elapsed);
        _proxy.AccessLog.Refused(new RefusedRequest(_id, _listener.Name, _peer, _handshake?.Request.Host, _handshake?.Path,
            _handshake?.Peer.RequestId, _handshake?.Route.Id, _handshake?.Turn.Backend?.Id, _handshake?.Turn.Attempt ?? 0, reason, status, detail, Elapsed));
    }

    /// <summary>The channel is somebody else's from here on.</summary>
    private Channel Release()
    {
        var client = _client!;
        client.PeerClosed = null;
        _client = null;
        return client;
    }

    private sealed class HeadTimedOut
    {
        public static readonly HeadTimedOut Instance = new();
    }

    private sealed class ClientGone
    {
        public static readonly ClientGone Instance = new();
    }
}
