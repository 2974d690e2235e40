using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;

namespace ActorProxy.Actors.Registry;

/// <summary>
/// The registry's entity of one virtual host: what <see cref="HostRegistry"/> decides is stored, then answered, then told to
/// every node's <see cref="RouteReplicaActor"/>. Before its first change the index must have the host. An entity whose
/// database fails stops, and reads its state anew with the next message.
/// </summary>
internal sealed class HostRegistryActor : UntypedPersistentActor
{
    private const int EventsPerSnapshot = 50;

    /// <summary>For the index to store the host. The client's own patience (<see cref="RegistryClient"/>) is longer.</summary>
    private static readonly TimeSpan RegistrationTimeout = TimeSpan.FromSeconds(3);

    private readonly HostPattern _host;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private HostState _state;
    private (IActorRef Asker, RegistryCommand Command)? _current;

    public HostRegistryActor(HostPattern host, TimeProvider time)
    {
        (_host, _time) = (host, time);
        _state = HostState.Empty(host);
    }

    public override string PersistenceId => $"routes-{_host}";

    private bool IsRegistered => _state.Routes.Revision > 0;

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: HostState snapshot }:
                _state = snapshot;
                break;
            case RegistryEvent changed:
                _state = HostRegistry.Apply(_state, changed);
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case RegistryCommand command:
                OnRegistryCommand(command, Sender);
                break;
            case GetHostRoutes:
                Sender.Tell(_state.Routes);
                break;
            case HostRegistered:
                break; // came after its time-out
            case SaveSnapshotSuccess saved:
                // What the snapshot holds is not read again.
                DeleteMessages(saved.Metadata.SequenceNr);
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
                break;
            case SaveSnapshotFailure failure:
                _log.Warning(failure.Cause, "The snapshot of host {Host} was not stored; its events are kept", _host);
                break;
            case DeleteMessagesFailure failure:
                _log.Warning(failure.Cause, "Old events of host {Host} were not deleted; the next snapshot tries again", _host);
                break;
            case DeleteSnapshotsFailure failure:
                _log.Warning(failure.Cause, "Old snapshots of host {Host} were not deleted; the next snapshot tries again", _host);
                break;
            case DeleteMessagesSuccess or DeleteSnapshotsSuccess:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistFailure(cause, @event, sequenceNr);
        RejectCurrent(cause);
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        RejectCurrent(cause);
    }

    private void OnRegistryCommand(RegistryCommand command, IActorRef asker)
    {
        switch (HostRegistry.Decide(_state, command, _time.GetUtcNow()))
        {
            case RegistryDecision.Answer answer:
                asker.Tell(answer.Reply);
                break;
            case RegistryDecision.Store when !IsRegistered:
                _current = (asker, command);
                Context.SetReceiveTimeout(RegistrationTimeout);
                RegistrySharding.Region(Context.System).Tell(new RegisterHost(_host));
                BecomeStacked(AwaitingRegistration);
                break;
            case RegistryDecision.Store store:
                Store(store.Event, command, asker);
                break;
        }
    }

    private bool AwaitingRegistration(object message)
    {
        var (asker, command) = _current!.Value;
        switch (message)
        {
            case HostRegistered:
                Resume();
                if (HostRegistry.Decide(_state, command, _time.GetUtcNow()) is RegistryDecision.Store store)
                    Store(store.Event, command, asker);
                return true;
            case ReceiveTimeout:
                Resume();
                asker.Tell(new CommandRejected(command.Id, RejectionReason.Unavailable, "the registry's index did not answer in time; send the command again"));
                return true;
            case GetHostRoutes:
                Sender.Tell(_state.Routes);
                return true;
            default:
                Stash.Stash();
                return true;
        }

        void Resume()
        {
            Context.SetReceiveTimeout(null);
            UnbecomeStacked();
            Stash.UnstashAll();
        }
    }

    private void Store(RegistryEvent changed, RegistryCommand command, IActorRef asker)
    {
        _current = (asker, command);
        Persist(changed, stored =>
        {
            _current = null;
            _state = HostRegistry.Apply(_state, stored);
            asker.Tell(HostRegistry.Accepted(command.Id, _state.Routes, stored.Revision));
            foreach (var replica in Replicas.Of(Context.System))
                replica.Tell(_state.Routes);
            _log.Info("Routes of host {Host} changed to revision {Revision}: {Change}", _host, stored.Revision, stored.GetType().Name);
            if (LastSequenceNr % EventsPerSnapshot == 0)
                SaveSnapshot(_state);
        });
    }

    private void RejectCurrent(Exception cause)
    {
        if (_current is var (asker, command))
            asker.Tell(new CommandRejected(command.Id, RejectionReason.Unavailable, $"the registry's database failed: {cause.Message.Trim()}; send the command again"));
        _current = null;
    }
}
