using System.Collections.Immutable;
using System.Net;

namespace ActorProxy.Shared.Options;

/// <summary>How a node finds the others of its cluster and talks to them.</summary>
public sealed record ClusterOptions
{
    /// <summary>Off: the node is alone.</summary>
    public bool Enabled { get; init; }

    /// <summary>Name or IP address by which the other nodes reach this one; empty stands for the system's host name.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>TCP port of the cluster's own traffic, 1 to 65535; or 0 to let the system choose, which no seed node can do.</summary>
    public int Port { get; init; } = 4053;

    /// <summary>Where that port is bound.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Any;

    /// <summary>Nodes to ask for the cluster, in order; the first of them founds it. Used where <see cref="Discovery"/> is none.</summary>
    public ImmutableArray<DnsEndPoint> SeedNodes { get; init; } = [];

    public DiscoveryMethod Discovery { get; init; }

    /// <summary>What discovery asks the Kubernetes API for.</summary>
    public KubernetesOptions Kubernetes { get; init; } = new();

    /// <summary>How long a node must be unreachable before the side that keeps the majority removes it, and the other side stops; 1 s to 10 min.</summary>
    public TimeSpan DownAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Mutual TLS between nodes; null for plain TCP.</summary>
    public ClusterTlsOptions? Tls { get; init; }
}
