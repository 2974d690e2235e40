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
/// deleted: so a reader who begins with the first row has everything. An entity whose database fails says so to who waits,
/// stops, and reads its state anew with the next message. One that finds a row that it cannot believe has what stood before it, and takes
/// no change.
/// </summary>
internal sealed class RouteRegistry : UntypedPersistentActor, IWithTimers
{
    /// <summary>Changes after which older events are deleted.</summary>
    private const int CompactEvery = 50;

    /// <summary>After which an entity with a fault looks whether it was mended, when the next message comes.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(20);

    private readonly HostPattern _host;
    private readonly TimeProvider _time;
    private readonly IRegistryDatabase _database;
    private readonly HostFaults _faults;
    private readonly DatabaseOutage _outage;
    private readonly List<(IActorRef Asker, RegistryCommand Command)> _waiting = []; // for the rows to be read
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private HostState _state;
    private HostProgress _progress = HostProgress.Start;
    private bool _readsAgain; // with the next message: what was read has no end, for the first time
    private (IActorRef Asker, RegistryCommand Command)? _current;

    public RouteRegistry(HostPattern host, TimeProvider time, IRegistryDatabase database, HostFaults faults, DatabaseOutage outage)
    {
        (_host, _time, _database, _faults, _outage) = (host, time, database, faults, outage);
        _state = HostState.Empty(host);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public override string PersistenceId => $"{JournalRow.Prefix}{_host}";

    /// <summary>There are no snapshots to look for: see <see cref="HostCompacted"/>.</summary>
    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    /// <summary>
    /// A row that cannot be read ends Akka's replay with a failure, and would end the actor. It is a fault of the host, which stays.
    /// </summary>
    protected override bool AroundReceive(Receive receive, object message)
    {
        if (message is ReplayMessagesFailure { Cause: var cause } && DatabaseFailure.IsOfRow(cause))
        {
            _progress = _progress.Stopped(_host.ToString(), LastSequenceNr + 1, DatabaseFailure.Of(cause));
            message = new RecoverySuccess(LastSequenceNr);
        }
        if (message is RegistryCommand waits && IsRecovering)
            _waiting.Add((Sender, waits));
        return base.AroundReceive(receive, message);
    }

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case RegistryEvent changed:
                _progress = _progress.After(_host.ToString(), LastSequenceNr, changed);
                if (_progress.Fault is null)
                    _state = HostRegistry.Apply(_state, changed);
                break;
            case RecoveryCompleted:
                OnRecovered();
                break;
            default:
                _progress = _progress.Stopped(_host.ToString(), LastSequenceNr, $"{message.GetType().Name} is no change of a host");
                break;
        }
    }

    private void OnRecovered()
    {
        _outage.End();
        _waiting.Clear();
        if (_progress.Fault is null && _progress.Number < LastSequenceNr)
        {
            if (_faults.LooksAgain(_host.ToString()))
            {
                _readsAgain = true;
                Self.Tell(Expired.Instance);
                return;
            }
            _progress = _progress.Stopped(_host.ToString(), LastSequenceNr, "it is deleted, and no row after it says what it said");
        }
        if (_progress.Fault is { } fault)
        {
            _faults.Tell(fault, _log);
            Timers.StartSingleTimer(Expired.Instance, Expired.Instance, LookAgain);
        }
        else
        {
            _faults.Remove(_host.ToString());
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case RegistryCommand command when _readsAgain:
                Sender.Tell(new CommandRejected(command.Id, RejectionReason.Unavailable,
                    $"the rows of host {_host} are read again: another node was changing them; send the command again"));
                break;
            case RegistryCommand command:
                OnRegistryCommand(command);
                break;
            case GetHostRoutes when _readsAgain: // what was read may lack the end; the asker asks again
                break;
            case GetHostRoutes:
                Sender.Tell(_state.Routes);
                break;
            case DeleteMessagesFailure failure:
                _log.Warning(failure.Cause, "Old events of host {Host} were not deleted; that is tried again after {Changes} changes",
                    _host, CompactEvery);
                break;
            case DeleteMessagesSuccess:
                break;
            case Expired:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Akka stops the actor. What waits behind the command is lost, and sent again by <see cref="RegistryClient"/>.</summary>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _log.Warning("A change of host {Host} was not stored, or it is not known whether it was: {Reason}", _host,
            DatabaseFailure.Of(cause));
        RejectCurrent(cause);
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        RejectCurrent(cause);
        // Akka has used the number up, the database has not: it would take no other change.
        Context.Stop(Self);
    }

    /// <summary>Akka stops the actor.</summary>
    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        if (_outage.Begin())
            _log.Warning("The routes of host {Host} cannot be read from the database: {Reason}; it is tried again with each message, "
                + "and told again when a host could be read meanwhile", _host, DatabaseFailure.Of(reason));
        foreach (var (asker, command) in _waiting)
            Reject(asker, command, reason);
    }

    private void OnRegistryCommand(RegistryCommand command)
    {
        if (_progress.Fault is { } fault)
        {
            Sender.Tell(new CommandRejected(command.Id, RejectionReason.Damaged,
                $"the rows of host {_host} in the registry's database are damaged: {fault}. What stands before it serves; see "
                    + $"actorproxy registry verify, and registry repair {_host}"));
            return;
        }
        switch (HostRegistry.Decide(_state, command, _time.GetWallTime()))
        {
            case RegistryDecision.Answer answer:
                Sender.Tell(answer.Reply);
                break;
            case RegistryDecision.Store when _database.Unwritable is { } problem:
                Sender.Tell(new CommandRejected(command.Id, RejectionReason.Unavailable,
                    $"the registry's database takes no changes: {problem}"));
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
            Reject(asker, command, cause);
        _current = null;
    }

    private static void Reject(IActorRef asker, RegistryCommand command, Exception cause) =>
        asker.Tell(new CommandRejected(command.Id, RejectionReason.Unavailable,
            $"the registry's database failed: {DatabaseFailure.Of(cause)}; send the command again"));

    /// <summary>What was found wrong may have been mended: the next message begins anew.</summary>
    private sealed class Expired
    {
        public static readonly Expired Instance = new();
    }
}
