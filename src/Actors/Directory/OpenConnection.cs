using System.Net;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Shared.Directory;
using Akka.Actor;

namespace ActorProxy.Actors.Directory;

/// <summary>
/// A connection that got its 101, for as long as it lives; or one that is served an HTTP request, until it has its response. May be asked
/// by any thread.
/// </summary>
public abstract class OpenConnection : IConnectionEntry
{
    /// <summary>Made when somebody asks, of requests: most end before that.</summary>
    public abstract ConnectionInfo Info { get; }

    public abstract ITrafficSource Source { get; }

    /// <summary>Where orders for the connection go.</summary>
    public abstract IActorRef Actor { get; }

    /// <summary>Orders it to close.</summary>
    public void Close(CloseCommand command) => Actor.Tell(new CloseConnection(command, Id), ActorRefs.NoSender);

    public virtual string Id => Info.Id;

    public virtual bool IsTunnel => Info.IsTunnel;

    public string Listener => Info.Listener;

    public IPAddress Client => Info.Client;

    public IPEndPoint Peer => Info.Peer;

    public string Host => Info.Host;

    public string Path => Info.Path;

    public string RequestId => Info.RequestId;

    public string Route => Info.Route.Id;

    public string Backend => Info.Backend.Id;

    public int Attempt => Info.Attempt;

    public string? Subprotocol => Info.Subprotocol;

    public DateTimeOffset Since => Info.Since;

    public string? Tls => Info.Tls?.Protocol;

    public ConnectionUse Use
    {
        get
        {
            var traffic = Source.Traffic;
            return new ConnectionUse(traffic.BytesFromClient, traffic.BytesFromBackend, traffic.MessagesFromClient,
                traffic.MessagesFromBackend, Source.Idle);
        }
    }

    public ConnectionSnapshot Snapshot() => new(Info, Source.Traffic, Source.Idle);
}
