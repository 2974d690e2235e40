using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;

namespace ActorProxy.Actors.Registry;

/// <summary>
/// The registry's entity of one virtual host: what <see cref="HostRegistry"/> decides is stored, then answered, then told to
/// every node's <see cref="RouteReplicaActor"/>. Once in a while all that is stored is put into one event, and what is older is
/// deleted: so whoever reads the journal from its beginning has everything. An entity whose database fails stops, and reads its
/// state anew with the next message.
/// </summary>
internal sealed class HostRegistryActor : UntypedPersistentActor
{
    /// <summary>Changes after which older events are deleted.</summary>
    private const int CompactEvery = 50;

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

    /// <summary>There are no snapshots to look for: see <see cref="HostCompacted"/>.</summary>
    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    protected override void OnRecover(object message)
    {
        if (message is RegistryEvent changed)
            _state = HostRegistry.Apply(_state, changed);
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case RegistryCommand command:
                OnRegistryCommand(command);
                break;
            case GetHostRoutes:
                Sender.Tell(_state.Routes);
                break;
            case DeleteMessagesFailure failure:
                _log.Warning(failure.Cause, "Old events of host {Host} were not deleted; that is tried again after {Changes} changes", _host, CompactEvery);
                break;
            case DeleteMessagesSuccess:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Akka stops the actor. What waits behind the command is lost, and sent again by <see cref="RegistryClient"/>.</summary>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _log.Warning("A change of host {Host} was not stored, or it is not known whether it was: {Reason}", _host, DatabaseFailure.Of(cause));
        RejectCurrent(cause);
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        RejectCurrent(cause);
        // Akka has used the number up, the database has not: it would take no other change.
        Context.Stop(Self);
    }

    /// <summary>Akka stops the actor. Commands that wait for it get no answer, and are sent again.</summary>
    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        _log.Warning("The routes of host {Host} cannot be read from the database: {Reason}", _host, DatabaseFailure.Of(reason));

    private void OnRegistryCommand(RegistryCommand command)
    {
        switch (HostRegistry.Decide(_state, command, _time.GetWallTime()))
        {
            case RegistryDecision.Answer answer:
                Sender.Tell(answer.Reply);
                break;
            case RegistryDecision.Store store:
                _current = (Sender, command);
                Persist(store.Event, OnStored);
                break;
        }
    }

    private void OnStored(RegistryEvent stored)
    {
        var (asker, command) = _current!.Value;
        _current = null;
        _state = HostRegistry.Apply(_state, stored);
        asker.Tell(HostRegistry.Accepted(command.Id, _state.Routes, stored.Revision));
        foreach (var replica in Replicas.Of(Context.System))
            replica.Tell(_state.Routes);
        _log.Info("Routes of host {Host} changed to revision {Revision}: {Change}", _host, stored.Revision, stored.GetType().Name);
        if (stored.Revision % CompactEvery == 0)
            Persist(HostCompacted.Of(_state), _ => DeleteMessages(LastSequenceNr - 1));
    }

    private void RejectCurrent(Exception cause)
    {
        if (_current is var (asker, command))
            asker.Tell(new CommandRejected(command.Id, RejectionReason.Unavailable, $"the registry's database failed: {DatabaseFailure.Of(cause)}; send the command again"));
        _current = null;
    }
}
