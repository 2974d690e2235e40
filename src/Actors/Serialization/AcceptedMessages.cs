using System.Collections.Frozen;
using Akka.Cluster.Serialization;
using Akka.Cluster.Sharding.Serialization;
using Akka.Cluster.Tools.Singleton.Serialization;
using Akka.Dispatch.SysMsg;
using Akka.DistributedData.Serialization;
using Akka.Remote.Serialization;
using Akka.Serialization;
using Akka.Util;

namespace ActorProxy.Actors.Serialization;

/// <summary>
/// Everything that one node may send to another, by serializer and manifest. Anyone who reaches a node's port chooses both: what is
/// not in this list is refused before a byte of it is read. Left out on purpose: whatever names types to be made (Akka's JSON,
/// protobuf messages, remote deployment, exceptions, reliable delivery, keys of replicated data) or ends, restarts or configures
/// actors (PoisonPill, Kill, routers, most system messages, Down and Leave).
/// </summary>
internal static class AcceptedMessages
{
    /// <summary>The one type that sharding replicates by its name.</summary>
    private const string ShardingState = "Akka.Cluster.Sharding.ShardCoordinator+CoordinatorState, Akka.Cluster.Sharding";

    private const string Cluster = "Akka.Cluster.InternalClusterAction+";

    /// <summary>By the type of serializer. Null stands for all manifests: those of our own catalogue.</summary>
    public static readonly FrozenDictionary<Type, FrozenDictionary<string, AcceptedManifest>?> All =
        new Dictionary<Type, FrozenDictionary<string, AcceptedManifest>?>
        {
            [typeof(WireSerializer)] = null,
            [typeof(NullSerializer)] = Only(""),
            // Ids of questions. Akka writes the names of the three types unless it is told to be short.
            [typeof(PrimitiveSerializers)] = Only(
                "S", "I", "L", typeof(string).TypeQualifiedName(), typeof(int).TypeQualifiedName(), typeof(long).TypeQualifiedName()),
            // A message to a path; what is in it is read by its own serializer.
            [typeof(MessageContainerSerializer)] = Only(""),
            // Identify and its answer, references, heartbeats of those who watch each other.
            [typeof(MiscMessageSerializer)] = Only("ID", "AID", "AR", "RWHB", "RWHR"),
            [typeof(SystemMessageSerializer)] = Typed(typeof(Watch), typeof(Unwatch), typeof(DeathWatchNotification)),
            [typeof(ClusterMessageSerializer)] = Only(
                "HB", "HBR", "Akka.Cluster.GossipStatus, Akka.Cluster", "Akka.Cluster.GossipEnvelope, Akka.Cluster",
                $"{Cluster}InitJoin, Akka.Cluster", $"{Cluster}InitJoinAck, Akka.Cluster", $"{Cluster}InitJoinNack, Akka.Cluster",
                $"{Cluster}Join, Akka.Cluster", $"{Cluster}Welcome, Akka.Cluster", $"{Cluster}ExitingConfirmed, Akka.Cluster"),
            // Hand-over of what there is once in the cluster.
            [typeof(ClusterSingletonMessageSerializer)] = Only("A", "B", "C", "D"),
            // The coordinator's state, and all that it and the regions say to each other about shards.
            [typeof(ClusterShardingMessageSerializer)] = Only(
                "AA", "BA", "BB", "BC", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BK", "BL", "BM"),
            // Between replicators: writes, reads, deltas, gossip, and their answers.
            [typeof(ReplicatorMessageSerializer)] = Only("H", "I", "J", "K", "L", "M", "O", "Q", "R")
                .With("N", bytes => ReplicatedBytes.Unpacks(bytes) ? null : ReplicatedBytes.TooMuch),
            // Sets of strings (operators' switches) and the coordinator's state.
            [typeof(ReplicatedDataSerializer)] = Only()
                .With("C", bytes => ReplicatedBytes.TryUnpack(bytes, out var set)
                    ? ReplicatedBytes.OtherType(set, ReplicatedBytes.OfSet)
                    : ReplicatedBytes.TooMuch)
                .With("Ca", bytes => ReplicatedBytes.OtherType(bytes, ReplicatedBytes.OfSet))
                .With("Cr", bytes => ReplicatedBytes.OtherType(bytes, ReplicatedBytes.OfSet))
                .With("Cf", bytes => ReplicatedBytes.OtherType(bytes, ReplicatedBytes.OfSet))
                .With("Cg", bytes => ReplicatedBytes.OtherType(bytes, ReplicatedBytes.OfSet)
                    ?? ReplicatedBytes.OtherType(bytes, ReplicatedBytes.OfSetsInGroup))
                .With("E", bytes => ReplicatedBytes.OtherType(bytes, ReplicatedBytes.OfRegister, ShardingState)),
        }.ToFrozenDictionary();

    private static FrozenDictionary<string, AcceptedManifest> Only(params string[] manifests) =>
        manifests.ToFrozenDictionary(manifest => manifest, _ => new AcceptedManifest(), StringComparer.Ordinal);

    private static FrozenDictionary<string, AcceptedManifest> Typed(params Type[] types) =>
        types.ToFrozenDictionary(type => type.TypeQualifiedName(), type => new AcceptedManifest(type), StringComparer.Ordinal);

    private static FrozenDictionary<string, AcceptedManifest> With(
        this FrozenDictionary<string, AcceptedManifest> manifests, string manifest, Func<byte[], string?> problem) =>
        manifests.Append(new(manifest, new AcceptedManifest(Problem: problem))).ToFrozenDictionary(StringComparer.Ordinal);
}
