using System.Net;

namespace ActorProxy.Shared.Forwarding;

/// <summary>What we know of the client ourselves.</summary>
/// <param name="Peer">The address at the other end of its TCP connection, or what a PROXY header says of that.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>: how it reached us.</param>
/// <param name="RequestId">The id of the request: see <see cref="RequestIds.Choose"/>.</param>
public sealed record ClientInfo(IPAddress Peer, string Scheme, string RequestId)
{
    /// <summary>Subject of the client's certificate, which was verified; null where it has shown none.</summary>
    public string? Subject { get; init; }
}
