using System.Net;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Telemetry;

/// <summary>A finished HTTP request that was no upgrade: forwarded, or answered by us.</summary>
/// <param name="Id">The connection's.</param>
/// <param name="Client">The client's address, as a trusted peer tells it where the peer is one.</param>
/// <param name="Method">Null where the request was too broken to be read; so are host and path.</param>
/// <param name="Host">Null where it has no valid one.</param>
/// <param name="Path">Normalised, without query: that may carry secrets. Null where it has no valid one, or one that is too long.</param>
/// <param name="Route">Null where none was found.</param>
/// <param name="Backend">The backend of the last attempt, or null where there was none.</param>
/// <param name="Attempt">The last attempt, from 1; 0 where there was none.</param>
/// <param name="Status">What the client was answered, or null where it was not.</param>
/// <param name="Detail">What was wrong, for the operator; empty where nothing was.</param>
/// <param name="BytesFromClient">Of the request body.</param>
/// <param name="BytesToClient">Of the response body.</param>
public sealed record ServedRequest(
    string Id, string Listener, IPEndPoint Peer, IPAddress Client, string? RequestId, string? Method, string? Host, string? Path,
    string? Route, string? Backend, int Attempt, TerminationReason Reason, int? Status, string Detail,
    long BytesFromClient, long BytesToClient, TimeSpan Duration)
{
    /// <summary>By which version the client has asked; null where the request was too broken to be read.</summary>
    public ProtocolVersion? Version { get; init; }

    /// <summary>Whose doing its end is: the backend's, where nothing was wrong.</summary>
    public TerminationSource Source => Reason.Source(Status);
}
