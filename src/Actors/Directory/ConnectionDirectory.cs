using ActorProxy.Actors.Connections;
using Akka.Actor;

namespace ActorProxy.Actors.Directory;

/// <summary>Answers for the node's live table: which connections are open, what has passed through them, and orders to them.</summary>
public sealed class ConnectionDirectory : ReceiveActor
{
    public ConnectionDirectory(ConnectionTable table)
    {
        Receive<ListConnections>(_ => Sender.Tell(new ConnectionList(table.Snapshot())));
        Receive<CountConnections>(_ => Sender.Tell(table.Count));
        Receive<CloseById>(close =>
        {
            var connection = table.Find(close.Id);
            connection?.Actor.Tell(new CloseConnection(close.Command, close.Id));
            Sender.Tell(connection is not null);
        });
    }
}
