using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Draining;
using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Operator;
using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Reports;
using Akka.Configuration;

namespace ActorProxy.Actors.Control;

/// <summary>
/// Akka's untrusted mode: no message that ends an actor, none to the daemon that makes actors for other nodes, none that is to be
/// passed on to a third node, and selections of these paths only, so no wildcards. It does not ask who the sender is, and
/// a message that is sent to an actor's own path arrives: which ones there can be, <see cref="Serialization.AcceptedMessages"/> says.
/// </summary>
public static class Trust
{
    /// <summary>Where Akka's own parts and ours look for their like on other nodes.</summary>
    public static IReadOnlyList<string> SelectionPaths { get; } =
    [
        "/system/remote-watcher",
        "/system/cluster/heartbeatReceiver",
        "/system/cluster/core/daemon",
        "/user/ddataReplicator",
        "/system/sharding/replicator",
        $"/system/sharding/{RegistrySharding.TypeName}Coordinator",
        $"/system/sharding/{RegistrySharding.TypeName}Coordinator/singleton/coordinator",
        $"/user/{Replicas.Name}",
        $"/user/{ConnectionDirectory.Name}",
        $"/user/{OperatorFanOut.Name}",
        $"/user/{ClusterEntry.Name}",
        $"/user/{ReportActor.Name}",
        $"/user/{CloseBudgetActor.Name}",
    ];

    public static Config Config { get; } = ConfigurationFactory.ParseString($$"""
        akka.remote {
          untrusted-mode = on
          trusted-selection-paths = [{{string.Join(", ", SelectionPaths.Select(path => $"\"{path}\""))}}]
        }
        """);
}
