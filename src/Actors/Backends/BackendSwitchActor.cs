using System.Collections.Immutable;
using Akka;
using Akka.Actor;
using Akka.Cluster;
using Akka.DistributedData;

namespace ActorProxy.Actors.Backends;

/// <summary>
/// Keeps the <see cref="BackendSwitches"/> of all nodes equal, by a set that they replicate: nodes that join later have it, too.
/// It is gone when the last node stops. A node that is alone keeps its own.
/// </summary>
internal sealed class BackendSwitchActor : UntypedActor
{
    private static readonly ORSetKey<string> Key = new("disabled-backends");

    /// <summary>For most of the nodes to have a change; the others follow by gossip.</summary>
    private static readonly WriteMajority Write = new(TimeSpan.FromSeconds(2));

    private readonly BackendSwitches _switches;
    private readonly DistributedData? _data;

    public BackendSwitchActor(BackendSwitches switches)
    {
        _switches = switches;
        _data = Context.System.Settings.HasCluster ? DistributedData.Get(Context.System) : null;
    }

    protected override void PreStart() => _data?.Replicator.Tell(Dsl.Subscribe(Key, Self));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SwitchBackend order when _data is null:
                _switches.Off = order.On
                    ? _switches.Off.Where(backend => backend != order.Backend).ToHashSet()
                    : _switches.Off.Append(order.Backend).ToHashSet();
                Sender.Tell(Done.Instance);
                break;
            case SwitchBackend order:
                var cluster = Cluster.Get(Context.System);
                _data.Replicator.Tell(Dsl.Update(Key, ORSet<string>.Empty, Write, Sender,
                    set => order.On ? set.Remove(cluster, order.Backend) : set.Add(cluster, order.Backend)));
                break;
            case IUpdateResponse { Request: IActorRef asker }:
                // Where the majority was not reached in time, the change is on this node and goes on by gossip.
                asker.Tell(Done.Instance);
                break;
            case Changed changed:
                _switches.Off = changed.Get(Key).Elements.ToImmutableHashSet();
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
