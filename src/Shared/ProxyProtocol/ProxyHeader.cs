using System.Net;

namespace ActorProxy.Shared.ProxyProtocol;

/// <summary>What a PROXY header says of the connection that it stands before.</summary>
/// <param name="Source">The client; null where the header tells of none (UNKNOWN, LOCAL) and the connection's own addresses hold.</param>
/// <param name="Destination">The address that the client connected to; null where there is no source.</param>
public sealed record ProxyHeader(IPEndPoint? Source, IPEndPoint? Destination)
{
    public static readonly ProxyHeader Unknown = new(null, null);
}
