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

    public static Config For(ProxyOptions options)
    {
        var cluster = options.Cluster;
        var (bind, hostname, port) = cluster.Enabled
            ? (cluster.BindAddress, cluster.Hostname.Length > 0 ? cluster.Hostname : Dns.GetHostName(), cluster.Port)
            : (IPAddress.Loopback, IPAddress.Loopback.ToString(), 0); // alone: nobody is to reach it
        return ConfigurationFactory.ParseString($$"""
            akka {
              actor.provider = cluster
              remote {
                log-remote-lifecycle-events = off
                # A node that comes back at its address is talked to again after this; at 5 s it was ready 14 s after its start.
                retry-gate-closed-for = 1s
                dot-netty.tcp {
                  hostname = "{{bind}}"
                  public-hostname = "{{hostname}}"
                  port = {{Text(port)}}
                  maximum-frame-size = {{Text(FrameSize)}}b
                  send-buffer-size = {{Text(FrameSize)}}b
                  receive-buffer-size = {{Text(FrameSize)}}b
                  enable-ssl = {{(cluster is { Enabled: true, Tls: not null } ? "on" : "off")}}
                }
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
            """).WithFallback(SerializationConfig.Strict);
    }

    private static string Text(double number) => number.ToString("F0", CultureInfo.InvariantCulture);
}
