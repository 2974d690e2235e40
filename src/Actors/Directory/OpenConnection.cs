using System.Net;
using ActorProxy.Actors.Accounting;
using ActorProxy.Shared.Directory;
using Akka.Actor;

namespace ActorProxy.Actors.Directory;

/// <summary>
/// A connection that got its 101, for as long as it lives; or one that is served an HTTP request, until it has its response.
/// </summary>
/// <param name="Actor">Where orders for the connection go.</param>
public sealed record OpenConnection(ConnectionInfo Info, ITrafficSource Source, IActorRef Actor) : IConnectionEntry
{
    public string Id => Info.Id;

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

    public bool IsTunnel => Info.IsTunnel;

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
