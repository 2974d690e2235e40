using System.Net;

namespace ActorProxy.Shared.Directory;

/// <summary>
/// An open connection in a node's table, as queries look at it: nothing is made of the many that do not match, and only the
/// few that are shown become a <see cref="ConnectionRow"/>. May be used from any thread.
/// </summary>
public interface IConnectionEntry
{
    string Id { get; }
    string Listener { get; }
    IPAddress Client { get; }
    IPEndPoint Peer { get; }
    string Host { get; }
    string Path { get; }
    string RequestId { get; }
    string Route { get; }
    string Backend { get; }
    int Attempt { get; }
    string? Subprotocol { get; }
    DateTimeOffset Since { get; }
    string? Tls { get; }
    bool IsTunnel { get; }
    ConnectionUse Use { get; }
}

/// <summary>What changes about a connection while it lives, read at one moment.</summary>
/// <param name="BytesFromClient">Of frames with their headers, or of an HTTP request's body.</param>
/// <param name="Idle">Time since bytes last passed, to the millisecond of the loop's clock.</param>
public readonly record struct ConnectionUse(
    long BytesFromClient, long BytesFromBackend, long MessagesFromClient, long MessagesFromBackend, TimeSpan Idle);
