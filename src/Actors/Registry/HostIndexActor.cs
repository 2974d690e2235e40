using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;

namespace ActorProxy.Actors.Registry;

/// <summary>
/// The registry's one index of hosts: whoever needs the whole table asks it which hosts there are. Its names only grow in
/// number; a host without routes costs one name.
/// </summary>
internal sealed class HostIndexActor : UntypedPersistentActor
{
    private const int EventsPerSnapshot = 500;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<HostPattern> _known = [];
    private readonly List<HostPattern> _hosts = [];

    public override string PersistenceId => "routes#index";

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: KnownHosts snapshot }:
                foreach (var host in snapshot.Hosts)
                    Add(host);
                break;
            case HostRegistered registered:
                Add(registered.Host);
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case RegisterHost register when _known.Contains(register.Host):
                Sender.Tell(new HostRegistered(register.Host));
                break;
            case RegisterHost register:
                var asker = Sender;
                Persist(new HostRegistered(register.Host), registered =>
                {
                    Add(registered.Host);
                    asker.Tell(registered);
                    if (LastSequenceNr % EventsPerSnapshot == 0)
                        SaveSnapshot(new KnownHosts(0, _hosts.Count, [.. _hosts]));
                });
                break;
            case GetHosts get:
                Sender.Tell(new KnownHosts(get.From, _hosts.Count, [.. _hosts.Skip(get.From).Take(KnownHosts.PageSize)]));
                break;
            case SaveSnapshotSuccess saved:
                DeleteMessages(saved.Metadata.SequenceNr);
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
                break;
            case SaveSnapshotFailure failure:
                _log.Warning(failure.Cause, "The snapshot of the index of hosts was not stored; its events are kept");
                break;
            case DeleteMessagesFailure failure:
                _log.Warning(failure.Cause, "Old events of the index of hosts were not deleted; the next snapshot tries again");
                break;
            case DeleteSnapshotsFailure failure:
                _log.Warning(failure.Cause, "Old snapshots of the index of hosts were not deleted; the next snapshot tries again");
                break;
            case DeleteMessagesSuccess or DeleteSnapshotsSuccess:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Add(HostPattern host)
    {
        if (_known.Add(host))
            _hosts.Add(host);
    }
}
