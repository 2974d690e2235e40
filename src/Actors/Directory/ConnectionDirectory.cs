using ActorProxy.Actors.Closing;
using ActorProxy.Shared.Directory;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.Termination;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Directory;

/// <summary>
/// Answers for the node's live table: which connections are open, what has passed through them, and orders to them. It
/// takes queries about the whole cluster as well (<see cref="IClusterQuery"/>), which it asks the directories of all nodes:
/// they have the same path everywhere; and a <see cref="TapRequest"/>, which goes the same way. One that cannot be answered gets a
/// <see cref="Status.Failure"/> with an
/// <see cref="ArgumentException"/>.
/// </summary>
public sealed class ConnectionDirectory : ReceiveActor
{
    /// <summary>Its name below <c>/user</c>, on each node.</summary>
    public const string Name = "connections";

    private readonly ConnectionTable _table;
    private readonly TimeProvider _time;
    private readonly IActorRef _taps;
    private readonly string _node;

    /// <param name="node">The node's name.</param>
    /// <param name="taps">The node's TapCoordinator, for <see cref="OpenTap"/>.</param>
    public ConnectionDirectory(string node, ConnectionTable table, TimeProvider time, IActorRef taps)
    {
        _node = node;
        _table = table;
        _time = time;
        _taps = taps;
        Receive<ListConnections>(_ => Sender.Tell(new ConnectionList(table.Snapshot())));
        Receive<CountConnections>(_ => Sender.Tell(table.Count));
        Receive<CloseById>(close => Sender.Tell(TryClose(close.Id, close.Command)));
        Receive<IClusterQuery>(Spread);
        Receive<TapRequest>(request => Spread(new TapSearch(request, PathOf(Sender))));
        Receive<INodeQuery>(query =>
        {
            foreach (var part in Answer(query))
                Sender.Tell(part);
        });
    }

    /// <summary>A query whose actor fails gets no answer; asking once more would not help it.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        Context.GetLogger().Error(failure, "A query about connections failed");
        return Directive.Stop;
    });

    private void Spread(IClusterQuery query)
    {
        if (query.Problem() is { } problem)
        {
            Sender.Tell(new Status.Failure(new ArgumentException(problem)));
            return;
        }
        var targets = NodeTargets.Of(Context, Self, _node, query.Node);
        var requester = Sender;
        Context.ActorOf(Props.Create(() => new ClusterQueryActor(query, targets, requester)));
    }

    private IEnumerable<INodeAnswer> Answer(INodeQuery query)
    {
        switch (query)
        {
            case NodeList list:
                var (rows, more) = NodeSelection.Rows(Candidates(list.Filter), list, _node, _time.GetUtcNow());
                return NodeRows.Split(_node, more, rows);
            case NodeCount count:
                return NodeCounts.Split(_node, NodeSelection.Counts(Candidates(count.Filter), count, _node, _time.GetUtcNow()));
            case NodeClose close:
                return [new NodeClosed(_node, TryClose(close.Id, new CloseCommand(
                    TerminationReason.OperatorClose, close.Code, close.Reason)))];
            case NodeTap tap:
                var connection = _table.Find(tap.Id);
                if (connection is not null)
                    _taps.Tell(new OpenTap(connection, tap), ActorRefs.NoSender);
                return [new NodeTapped(_node, connection is not null)];
            default:
                throw new NotSupportedException($"{query.GetType()} is no query that a directory knows.");
        }
    }

    private IEnumerable<OpenConnection> Candidates(ConnectionFilter filter) => filter.Id switch
    {
        null => _table.All,
        var id => _table.Find(id) is { } connection ? [connection] : [],
    };

    /// <summary>By which other nodes find an actor.</summary>
    private static string PathOf(IActorRef actor) =>
        actor.Path.ToSerializationFormatWithAddress(((ExtendedActorSystem)Context.System).Provider.DefaultAddress);

    private bool TryClose(string id, CloseCommand command)
    {
        var connection = _table.Find(id);
        connection?.Close(command);
        return connection is not null;
    }
}
