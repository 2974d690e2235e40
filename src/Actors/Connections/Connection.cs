using System.Net;
using ActorProxy.Actors.Connections.Phases;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Connections;

/// <summary>What the phases of one connection share, and its end before a tunnel. Used by its <see cref="ConnectionActor"/> only.</summary>
internal sealed class Connection
{
    private bool _mayGoOn; // behind an answer to the present request, as far as that is concerned
    private bool _goneOn; // behind another one

    /// <param name="context">The actor's, which is its own for as long as it lives.</param>
    public Connection(
        ProxyContext proxy, ListenerOptions listener, ConnectionAccounting accounting, ClientSide client, IActorContext context)
    {
        Proxy = proxy;
        Listener = listener;
        Accounting = accounting;
        Client = client;
        Context = context;
        Phase = new OpeningPhase(this);
    }

    public ProxyContext Proxy { get; }

    public ListenerOptions Listener { get; }

    public ConnectionAccounting Accounting { get; }

    public ClientSide Client { get; }

    public IActorContext Context { get; }

    public IActorRef Self => Context.Self;

    public ConnectionPhase Phase { get; private set; }

    /// <summary>Whether the node is stopping: nobody who has his answer is waited for.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Of the request that the connection serves itself; null until its head is there.</summary>
    public ProxySession? Session { get; private set; }

    /// <summary>From the routed head to the 101.</summary>
    public Handshake? Handshake { get; set; }

    private string RequestId => Session?.Peer.RequestId ?? Accounting.Id;

    /// <summary>Whether the client's peer is one that brings requests of many clients.</summary>
    private bool IsTrusted => Proxy.Options.ForwardingOf(Listener).Trusts(Client.Peer.Address);

    public void Enter(ConnectionPhase phase)
    {
        Phase.Leave();
        Phase = phase;
    }

    /// <summary>A request that the connection serves itself begins.</summary>
    /// <param name="isUpgrade">Whether it asks for WebSocket.</param>
    /// <param name="isFollowed">Whether there is more behind its head, whatever that is.</param>
    public ProxySession Begin(RequestHead head, bool isUpgrade, bool isFollowed)
    {
        var forwarding = Proxy.Options.ForwardingOf(Listener);
        // The first one of a connection has no number of its own.
        var id = _goneOn ? Accounting.RequestNumbers.Next() : Accounting.Id;
        // RFC 9112 section 9.3. Bytes behind an upgrade may be frames or a request: nobody guesses which.
        _mayGoOn = isUpgrade && !isFollowed && BodyFraming.TryRead(head, out var framing, out _) && framing.IsEmpty
            && !head.IsHttp10 && Persistence.Persists(head);
        return Session = new ProxySession(Listener, ClientInfos.Of(Client.Peer.Address, Client.Tls, head.Fields, forwarding, id),
            ClientAddress.From(Client.Peer.Address, head.Fields, forwarding), head, isUpgrade, forwarding);
    }

    /// <summary>Whether the client's next request may follow an answer to its upgrade. The connection is counted then for that.</summary>
    public bool MayGoOn() => _mayGoOn && Client.CanGoOn && !IsStopping && !Proxy.Admission.Draining && TryCountPeer();

    /// <summary>The client has its answer, and its next request may come.</summary>
    public void GoOn()
    {
        (Session, Handshake, _mayGoOn, _goneOn) = (null, null, false, true);
        Client.Hold();
        if (IsTrusted)
            Accounting.LeaveClient();
        Enter(new GatewayPhase(this, bytes: default));
    }

    /// <summary>Counts the connection for its peer, once: for none where that one brings requests of many clients.</summary>
    /// <returns>False where the peer has enough.</returns>
    public bool TryCountPeer() => IsTrusted || Accounting.TryCountFor(Client.Peer.Address);

    /// <summary>Counts the connection for its client, once; refuses it where that one has enough.</summary>
    public bool TryCountFor(IPAddress client)
    {
        if (Accounting.TryCountFor(client))
            return true;
        RefuseClient();
        return false;
    }

    /// <summary>The client has as many connections as it may.</summary>
    public void RefuseClient() =>
        End(TerminationReason.ClientLimit, "The client has as many connections as limits.max-connections-per-client allows.");

    /// <summary>Ends the connection, where it can with an answer.</summary>
    public void End(TerminationReason reason, string detail)
    {
        _mayGoOn = false;
        Refuse(reason, detail);
    }

    /// <summary>Answers the client. Its connection is closed behind that, unless its next request may follow.</summary>
    public void Refuse(TerminationReason reason, string detail)
    {
        var status = Client.StatusOf(reason);
        // Before it is told, which happens once: phases see the answer, and may fail.
        var answer = status is null ? default : OwnAnswers.Refusal(Session, reason, RequestId, detail, Proxy.RetryAfter(reason));
        Accounting.Refused(Client.Peer, Session, Handshake, reason, status, detail);
        Handshake?.Selection.Leave();
        if (status is null)
            AnsweringPhase.Enter(this, Client.End(reason));
        else
            AnsweringPhase.Enter(this, answer, goesOn: reason != TerminationReason.InternalError && MayGoOn());
    }

    /// <summary>Answers the client as a phase of its request says.</summary>
    public void Respond(PhaseResult.Responded response)
    {
        if (!Client.CanRelay(response.Status))
        {
            // It would open the WebSocket of a client that speaks HTTP/2.
            Refuse(TerminationReason.UpgradeRequired, "The route answers by itself, and opens no WebSocket.");
            return;
        }
        var answer = OwnAnswers.Of(Session!, response);
        Accounting.Refused(Client.Peer, Session, Handshake, TerminationReason.Responded, response.Status, "the route answered by itself");
        AnsweringPhase.Enter(this, answer, MayGoOn());
    }

    /// <summary>Answers the client when the actor is stopped already.</summary>
    public void RefuseUnasked(TerminationReason reason)
    {
        var status = Client.StatusOf(reason);
        // The client first, and without phases: these, or the accounting, may be what has failed.
        _ = status is null
            ? Client.End(reason)
            : Client.Answer(OwnAnswers.Refusal(session: null, reason, RequestId, detail: null, Proxy.RetryAfter(reason)));
        Accounting.Refused(Client.Peer, Session, Handshake, reason, status, "The connection's actor was stopped.");
    }

    /// <summary>The actor is told a <see cref="ClientGone"/> where the client closes while it waits for its answer.</summary>
    public void WatchClient()
    {
        var self = Self;
        Client.Channel.PeerClosed = () => self.Tell(ClientGone.Instance, ActorRefs.NoSender);
    }

    /// <summary>The client has closed while it waited.</summary>
    public void OnClientGone() => Refuse(TerminationReason.ClientLost, "The client closed before it was answered.");

    public void Stop() => Context.Stop(Self);

    /// <summary>An attempt under way is given up.</summary>
    public void StopChildren()
    {
        foreach (var child in Context.GetChildren())
            Context.Stop(child);
    }
}
