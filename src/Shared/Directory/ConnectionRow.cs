using System.Text.Json.Serialization;

namespace ActorProxy.Shared.Directory;

/// <summary>An open connection as a query shows it. What clients choose the length of is cut to <see cref="MaxText"/> characters.</summary>
/// <param name="Node">Host and port of the node in the cluster, or <c>local</c> where there is no cluster.</param>
/// <param name="Client">The client's address, as a trusted peer tells it where the peer is one.</param>
/// <param name="Peer">Address and port of the other end of the TCP connection.</param>
/// <param name="Attempt">The attempt on a backend that succeeded, from 1.</param>
/// <param name="Since">When the 101 was sent, or the request was read; UTC, by the node's clock, <see cref="Clocks.NodeClock"/>.</param>
/// <param name="LastActivity">When bytes last passed; UTC, by the node's clock.</param>
/// <param name="Tls">Version of the client's TLS, as in <c>TLSv1.3</c>; null where it has none.</param>
/// <param name="IsTunnel">Whether it is a tunnel; else it is served an HTTP request.</param>
public sealed record ConnectionRow(
    string Id,
    string Node,
    string Listener,
    string Client,
    string Peer,
    string Host,
    string Path,
    string RequestId,
    string Route,
    string Backend,
    int Attempt,
    string? Subprotocol,
    string? Tls,
    bool IsTunnel,
    DateTimeOffset Since,
    DateTimeOffset LastActivity,
    TimeSpan Idle,
    long BytesFromClient,
    long BytesFromBackend,
    long MessagesFromClient,
    long MessagesFromBackend)
{
    /// <summary>How long it is open, by the node's clock when the row was made.</summary>
    [JsonIgnore]
    public TimeSpan Age => LastActivity + Idle - Since;

    /// <summary>
    /// Characters of a text. Longer paths tell an operator no more, and a row stays well below what one message between nodes may hold.
    /// </summary>
    public const int MaxText = 1024;

    /// <param name="use">What was read of the entry when it was chosen: it decides the row's place among others.</param>
    public static ConnectionRow Of(IConnectionEntry entry, in ConnectionUse use, string node, DateTimeOffset now) => new(
        entry.Id, node, entry.Listener, entry.Client.ToString(), entry.Peer.ToString(), Cut(entry.Host), Cut(entry.Path),
        Cut(entry.RequestId),
        entry.Route, entry.Backend, entry.Attempt, entry.Subprotocol is null ? null : Cut(entry.Subprotocol), entry.Tls, entry.IsTunnel,
        entry.Since, now - use.Idle, use.Idle, use.BytesFromClient, use.BytesFromBackend, use.MessagesFromClient, use.MessagesFromBackend);

    /// <summary>Characters of all its texts together.</summary>
    internal int TextLength() => Id.Length + Node.Length + Listener.Length + Client.Length + Peer.Length + Host.Length + Path.Length
        + RequestId.Length + Route.Length + Backend.Length + (Subprotocol?.Length ?? 0) + (Tls?.Length ?? 0);

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
