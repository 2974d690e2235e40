using System.Globalization;
using System.Net;
using ActorProxy.Actors.Serialization;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using Akka.Configuration;

namespace ActorProxy.Actors.Membership;

/// <summary>What a node that is part of a cluster asks of its actor system. A registry needs one, be it of a single node.</summary>
internal static class ClusterConfig
{
    /// <summary>Room for the largest message of the registry beside its envelope.</summary>
    private const int FrameSize = 4 * HostRegistry.MaxSize;

    public static bool IsNeeded(ProxyOptions options) => options.Cluster.Enabled || options.Registry.Enabled;

    /// <exception cref="ArgumentException">Strangers could reach the cluster's port: see <see cref="ClusterOptions.Exposure"/>.</exception>
    public static Config For(ProxyOptions options)
    {
        var cluster = options.Cluster;
        if (cluster.Exposure() is { } exposure)
            throw new ArgumentException($"cluster.{exposure.Key}: {exposure.Problem}", nameof(options));
        return Transport(cluster).WithFallback(ConfigurationFactory.ParseString($$"""
            akka {
              actor.provider = cluster
              remote {
                log-remote-lifecycle-events = off
                # A node that comes back at its address is talked to again after this; at 5 s it was ready 14 s after its start.
                retry-gate-closed-for = 1s
              }
              cluster {
                run-coordinated-shutdown-when-down = on
                retry-unsuccessful-join-after = 2s
                # A few nodes can afford it, and all see the same sooner.
                gossip-interval = 250ms
                leader-actions-interval = 250ms
                unreachable-nodes-reaper-interval = 250ms
                # Silent for about 4 s is unreachable, which is taken back when the node is heard again. One that took over 10,000 hosts
                # at once on a busy machine was silent for 3.3 s.
                failure-detector { heartbeat-interval = 500ms, acceptable-heartbeat-pause = 3s }
                distributed-data.durable.keys = []
              }
            }
            """)).WithFallback(Downing(cluster)).WithFallback(Sharding).WithFallback(SerializationConfig.Strict);
    }

    /// <summary>Who goes on where nodes are unreachable, and when what they had is taken over.</summary>
    private static Config Downing(ClusterOptions cluster) => ConfigurationFactory.ParseString($$"""
        akka.cluster {
          downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
          split-brain-resolver {
            active-strategy = keep-majority
            stable-after = {{Text(cluster.DownAfter.TotalMilliseconds)}}ms
            # A network that comes and goes for longer than this and stable-after would down all nodes at once, which helps nobody: those
            # that see each other go on, and the rest is decided when it is stable.
            down-all-when-unstable = off
          }
          # How long singletons and shards of a node that was downed wait for it to have ended: as long as stable-after, unless it is said.
          # An owner that lives on can do no harm: the database decides who writes. It takes each pair of host and number once, and none
          # but the number after the highest; who is refused reads anew (docs/decisions/0008). So this is short.
          down-removal-margin = 300ms
        }
        """);

    /// <summary>
    /// What a crash of the node with the coordinator costs beyond <see cref="Downing"/>: docs/guarantees.md adds it all up. Akka's own
    /// values are for entities that take long to start, or that must not be two.
    /// </summary>
    private static Config Sharding { get; } = ConfigurationFactory.ParseString("""
        akka.cluster {
          sharding {
            state-store-mode = ddata
            remember-entities = off
            # The entities' state is in the database; where they live need not outlast the cluster.
            distributed-data.durable.keys = []
            # Regions look for the new coordinator, and ask again for the shards whose messages they hold.
            retry-interval = 500ms
            # A coordinator that reads or writes while a dead node is still a member waits for that one's answer, and then does it again.
            waiting-for-state-timeout = 1s
            updating-state-timeout = 1s
            coordinator-failure-backoff = 1s
            shard-failure-backoff = 1s
          }
          singleton { hand-over-retry-interval = 500ms, min-number-of-hand-over-retries = 30 }
        }
        """);

    /// <summary>TCP; or none with a socket where the node is alone, so that nobody reaches it.</summary>
    private static Config Transport(ClusterOptions cluster) => ConfigurationFactory.ParseString(cluster.Enabled
        ? $$"""
            akka.remote.dot-netty.tcp {
              hostname = "{{cluster.BoundAddress}}"
              public-hostname = "{{(cluster.Hostname.Length > 0 ? cluster.Hostname : Dns.GetHostName())}}"
              port = {{Text(cluster.Port)}}
              maximum-frame-size = {{Text(FrameSize)}}b
              send-buffer-size = {{Text(FrameSize)}}b
              receive-buffer-size = {{Text(FrameSize)}}b
              enable-ssl = {{(cluster.Tls is null ? "off" : "on")}}
            }
            """
        : $$"""
            akka.remote {
              enabled-transports = ["akka.remote.lone"]
              lone {
                transport-class = "{{typeof(LoneTransport).FullName}}, {{typeof(LoneTransport).Assembly.GetName().Name}}"
                applied-adapters = []
              }
            }
            """);

    private static string Text(double number) => number.ToString("F0", CultureInfo.InvariantCulture);
}
