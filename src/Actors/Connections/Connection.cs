using System.Net;
using ActorProxy.Actors.Connections.Phases;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Connections;

/// <summary>What the phases of one connection share, and its end before a tunnel. Used by its <see cref="ConnectionActor"/> only.</summary>
internal sealed class Connection
{
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

    /// <summary>From the routed head to the 101.</summary>
    public Handshake? Handshake { get; set; }

    private string RequestId => Handshake?.Peer.RequestId ?? Accounting.Id;

    public void Enter(ConnectionPhase phase) => Phase = phase;

    /// <summary>Counts the connection for its client, once; refuses it where that one has enough.</summary>
    /// <param name="head">As of <see cref="Refuse"/>.</param>
    public bool TryCountFor(IPAddress client, RequestHead? head = null)
    {
        if (Accounting.TryCountFor(client))
            return true;
        Refuse(TerminationReason.ClientLimit, "The client has as many connections as limits.max-connections-per-client allows.", head);
        return false;
    }

    /// <summary>Answers the client, and stops when its connection is closed.</summary>
    /// <param name="head">Of a request that is not routed, where there is one.</param>
    public void Refuse(TerminationReason reason, string detail, RequestHead? head = null)
    {
        var status = Client.StatusOf(reason);
        Accounting.Refused(Client.Peer, Handshake, head, reason, status, detail);
        Handshake?.Selection.Leave();
        AnsweringPhase.Enter(this, Client.End(reason, status, RequestId, detail));
    }

    /// <summary>Answers the client when the actor is stopped already.</summary>
    public void RefuseUnasked(TerminationReason reason)
    {
        var status = Client.StatusOf(reason);
        // The client first: the accounting may be what has failed.
        _ = Client.End(reason, status, RequestId, detail: null);
        Accounting.Refused(Client.Peer, Handshake, head: null, reason, status, "The connection's actor was stopped.");
    }

    public void Stop() => Context.Stop(Self);

    /// <summary>An attempt under way is given up.</summary>
    public void StopChildren()
    {
        foreach (var child in Context.GetChildren())
            Context.Stop(child);
    }
}
