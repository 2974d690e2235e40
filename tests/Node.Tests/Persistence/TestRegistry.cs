using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;

namespace ActorProxy.Node.Tests.Persistence;

/// <summary>
/// A small registry: a <see cref="Put"/>, or several in an array as one write, is answered with <see cref="Written"/> once
/// it is stored, <see cref="Read"/> with the <see cref="Entries"/>, <see cref="Compact"/> when one event has taken the place
/// of all others. What fails is answered with the failure, and Akka stops the actor.
/// </summary>
internal sealed class TestRegistry : ReceivePersistentActor
{
    private ImmutableSortedDictionary<string, int> _entries = ImmutableSortedDictionary<string, int>.Empty;
    private IActorRef _asker = ActorRefs.Nobody;

    public TestRegistry(string id)
    {
        PersistenceId = id;
        Recover<Put>(Apply);
        Recover<Entries>(entries => _entries = entries.Values);
        Command<Put>(put =>
        {
            _asker = Sender;
            Persist(put, Stored);
        });
        Command<Put[]>(puts =>
        {
            _asker = Sender;
            PersistAll(puts, put =>
            {
                Apply(put);
                if (put == puts[^1])
                    _asker.Tell(new Written(LastSequenceNr));
            });
        });
        Command<Stray>(stray =>
        {
            _asker = Sender;
            Persist(stray, _ => _asker.Tell(new Written(LastSequenceNr)));
        });
        Command<Read>(_ => Sender.Tell(new Entries(_entries)));
        Command<Compact>(_ =>
        {
            _asker = Sender;
            Persist(new Entries(_entries), _ => DeleteMessages(LastSequenceNr - 1));
        });
        Command<DeleteMessagesSuccess>(_ => _asker.Tell(new Written(LastSequenceNr)));
        Command<DeleteMessagesFailure>(failure => _asker.Tell(new Status.Failure(failure.Cause)));
    }

    public override string PersistenceId { get; }

    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => _asker.Tell(new Status.Failure(cause));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => _asker.Tell(new Status.Failure(cause));

    private void Stored(Put put)
    {
        Apply(put);
        _asker.Tell(new Written(LastSequenceNr));
    }

    private void Apply(Put put) => _entries = _entries.SetItem(put.Key, put.Value);

    internal sealed record Written(long SequenceNumber);

    internal sealed record Read;

    internal sealed record Compact;

    /// <summary>Has no wire format.</summary>
    internal sealed record Stray;
}
