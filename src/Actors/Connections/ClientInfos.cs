using System.Net;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Connections;

/// <summary>What a connection tells of its client with each request, no matter what serves that.</summary>
public static class ClientInfos
{
    /// <param name="tls">Null where the client's connection has none.</param>
    /// <param name="fields">Of the request.</param>
    /// <param name="id">The request's, unless a trusted peer gave it one.</param>
    public static ClientInfo Of(IPAddress peer, TlsInfo? tls, HeaderFields fields, ForwardingPolicy forwarding, string id) =>
        new(peer, tls is null ? "http" : "https", RequestIds.Choose(fields, peer, forwarding, id)) { Subject = tls?.PeerSubject };
}
