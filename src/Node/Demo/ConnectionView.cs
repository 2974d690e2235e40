using System.Globalization;
using ActorProxy.Actors.Directory;

namespace ActorProxy.Node.Demo;

/// <summary>A connection as the demo's page shows it.</summary>
internal sealed record ConnectionView(
    string Id, string Client, string Route, string Backend, string? Subprotocol, DateTimeOffset Since, double IdleSeconds,
    long BytesFromClient, long BytesFromBackend, long MessagesFromClient, long MessagesFromBackend)
{
    public static ConnectionView Of(ConnectionSnapshot connection) => new(
        connection.Info.Id,
        string.Create(CultureInfo.InvariantCulture, $"{connection.Info.Peer}"),
        connection.Info.Route.Id,
        connection.Info.Backend.Id,
        connection.Info.Subprotocol,
        connection.Info.Since,
        connection.Idle.TotalSeconds,
        connection.Traffic.BytesFromClient,
        connection.Traffic.BytesFromBackend,
        connection.Traffic.MessagesFromClient,
        connection.Traffic.MessagesFromBackend);
}
