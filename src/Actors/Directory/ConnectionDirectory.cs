using ActorProxy.Actors.Connections;
using Akka.Actor;

namespace ActorProxy.Actors.Directory;

/// <summary>The node's live table: which connections are open, what has passed through them, and how to reach them.</summary>
public sealed class ConnectionDirectory : ReceiveActor
{
    private readonly Dictionary<string, ConnectionOpened> _open = new(StringComparer.Ordinal);

    public ConnectionDirectory()
    {
        Receive<ConnectionOpened>(opened => _open[opened.Info.Id] = opened);
        Receive<ConnectionClosed>(closed => _open.Remove(closed.Id));
        Receive<ListConnections>(_ => Sender.Tell(new ConnectionList([.. _open.Values.OrderBy(c => c.Info.Since).Select(Snapshot)])));
        Receive<CountConnections>(_ => Sender.Tell(_open.Count));
        Receive<CloseById>(close =>
        {
            var found = _open.TryGetValue(close.Id, out var connection);
            connection?.Actor.Tell(new CloseConnection(close.Command));
            Sender.Tell(found);
        });
    }

    private static ConnectionSnapshot Snapshot(ConnectionOpened connection) =>
        new(connection.Info, connection.Tunnel.Traffic, connection.Tunnel.Idle);
}
