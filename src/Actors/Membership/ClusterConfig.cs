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
                downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
                split-brain-resolver {
                  active-strategy = keep-majority
                  stable-after = {{Text(cluster.DownAfter.TotalMilliseconds)}}ms
                }
                run-coordinated-shutdown-when-down = on
                retry-unsuccessful-join-after = 2s
                # A node that takes over 10,000 hosts at once on a busy machine was silent for 3.3 s.
                failure-detector.acceptable-heartbeat-pause = 5s
                sharding {
                  state-store-mode = ddata
                  remember-entities = off
                  # The entities' state is in the database; where they live need not outlast the cluster.
                  distributed-data.durable.keys = []
                }
                distributed-data.durable.keys = []
              }
            }
            """)).WithFallback(SerializationConfig.Strict);
    }

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
