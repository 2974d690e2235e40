using System.Collections.Immutable;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using CsCheck;

namespace ActorProxy.Shared.Tests.Registry;

/// <summary>A replica that is made of the stored events of one host.</summary>
public class ReplicaEventProperties
{
    private static readonly HostPattern Host = Routes.Host("h");

    /// <summary>A host's history: its states, from the empty one, and the events between them.</summary>
    private static readonly Gen<(ImmutableArray<HostState> States, ImmutableArray<RegistryEvent> Events)> History =
        Gen.Select(Routes.Colliding, Gen.Int[0, 3])
        .Array[1, 20].Select(changes =>
        {
            var states = ImmutableArray.Create(HostState.Empty(Host));
            var events = ImmutableArray.CreateBuilder<RegistryEvent>();
            foreach (var (route, kind) in changes)
            {
                var (next, id) = (events.Count + 1L, $"c{events.Count}");
                events.Add(kind switch
                {
                    0 => new RouteRemoved(Host, next, id, At(next), route.Id),
                    1 => new OperatorRoutesSet(Host, next, id, At(next), [route]),
                    2 => new RoutesDeclared(Host, next, id, At(next), (int)next, [route]),
                    _ => new RoutePut(Host, next, id, At(next), route),
                });
                states = states.Add(HostRegistry.Apply(states[^1], events[^1]));
            }
            return (states, events.ToImmutable());
        });

    [Fact]
    public void Events_in_their_order_lead_to_the_entitys_routes_also_where_some_come_again() =>
        Gen.Select(History, Gen.Int[0, 19], Gen.Int[0, 19]).Sample((history, from, to) =>
        {
            var table = new ReplicaTable();
            Assert.All(history.Events, changed => Assert.True(table.Merge(changed)));
            var digest = table.Digest;
            Assert.All(history.Events.Skip(from).Take(to), changed => Assert.False(table.Merge(changed)));
            AssertHas(history.States[^1], table);
            Assert.Equal(digest.AsEnumerable(), table.Digest);
        });

    [Fact]
    public void What_comes_after_a_gap_is_not_taken_until_the_gap_is_closed() =>
        Gen.Select(History, Gen.Int[0, 19]).Where((history, gap) => gap < history.Events.Length - 1).Sample((history, gap) =>
        {
            var table = TableOf(history.Events.Take(gap));
            Assert.All(history.Events.Skip(gap + 1), changed => Assert.False(table.Merge(changed)));
            AssertHas(history.States[gap], table);
            Assert.All(history.Events.Skip(gap), changed => Assert.True(table.Merge(changed)));
            AssertHas(history.States[^1], table);
        });

    [Fact]
    public void A_compaction_takes_the_place_of_what_was_before_it() =>
        Gen.Select(History, Gen.Int[0, 20], Gen.Int[1, 20])
            .Where((history, known, at) => known < history.States.Length && at < history.States.Length)
            .Sample((history, known, at) =>
            {
                var table = TableOf(history.Events.Take(known));
                Assert.Equal(known < at, table.Merge(HostCompacted.Of(history.States[at])));
                AssertHas(history.States[Math.Max(known, at)], table);
                foreach (var changed in history.Events.Skip(at))
                    table.Merge(changed);
                AssertHas(history.States[^1], table);
            });

    [Fact]
    public void Events_from_the_journal_and_routes_from_other_replicas_meet_in_any_order() =>
        Gen.Select(History, Gen.Int[0, 20].Array[0, 10], Gen.Int).Sample((history, replicas, seed) =>
        {
            // The journal is read in its order; what others send falls in between, wherever.
            var messages = history.Events.Select((changed, i) =>
                (Place: (double)i, Merge: (Action<ReplicaTable>)(table => table.Merge(changed)))).ToList();
            var random = new Random(seed);
            foreach (var replica in replicas.Where(replica => replica < history.States.Length))
                messages.Add((random.NextDouble() * history.Events.Length, table => table.Merge(history.States[replica].Routes)));
            var table = new ReplicaTable();
            foreach (var (_, merge) in messages.OrderBy(message => message.Place))
                merge(table);
            AssertHas(history.States[^1], table);
            Assert.Equal(TableOf(history.Events).Digest.AsEnumerable(), table.Digest);
        });

    private static DateTimeOffset At(long second) => DateTimeOffset.UnixEpoch.AddSeconds(second);

    private static ReplicaTable TableOf(IEnumerable<RegistryEvent> events)
    {
        var table = new ReplicaTable();
        foreach (var changed in events)
            Assert.True(table.Merge(changed));
        return table;
    }

    private static void AssertHas(HostState state, ReplicaTable table) =>
        Assert.Equal(state.Routes, table.Hosts.GetValueOrDefault(Host, HostRoutes.Empty(Host)));
}
