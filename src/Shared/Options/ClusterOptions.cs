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

    /// <summary>Where that port is bound; by default where others reach it, which is everywhere but for a <see cref="Hostname"/> on loopback.</summary>
    public IPAddress BindAddress { get => field ?? Loopback.Of(Hostname) ?? IPAddress.Any; init; }

    /// <summary>Nodes to ask for the cluster, in order; the first of them founds it. Used where <see cref="Discovery"/> is none.</summary>
    public ImmutableArray<DnsEndPoint> SeedNodes { get; init; } = [];

    public DiscoveryMethod Discovery { get; init; }

    /// <summary>What discovery asks the Kubernetes API for.</summary>
    public KubernetesOptions Kubernetes { get; init; } = new();

    /// <summary>How long a node must be unreachable before the side that keeps the majority removes it, and the other side stops; 1 s to 10 min.</summary>
    public TimeSpan DownAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Mutual TLS between nodes; null for plain TCP, which is for loopback unless <see cref="Plaintext"/> says otherwise.</summary>
    public ClusterTlsOptions? Tls { get; init; }

    /// <summary>Whether the network between nodes is trusted: whoever reaches the port of a cluster without TLS can command its nodes.</summary>
    public bool Plaintext { get; init; }

    /// <summary>Whether <see cref="Hostname"/>, <see cref="BindAddress"/> and all <see cref="SeedNodes"/> are loopback addresses: who else is there is on this machine.</summary>
    public bool OnLoopback => NotOnLoopback() is null;

    /// <summary>What lets strangers into the cluster, with the key that says so; null where nothing does.</summary>
    public (string Key, string Problem)? Exposure() => !Enabled || Tls is not null || Plaintext || NotOnLoopback() is not var (key, address)
        ? null
        : (key, $"{address} is no loopback address, and without tls whoever reaches the cluster's port can command its nodes; "
            + "add tls { certificate, key, ca }, or set plaintext = true where the network is trusted");

    private (string Key, string Address)? NotOnLoopback()
    {
        if (Loopback.Of(Hostname) is null)
            return ("hostname", Hostname.Length > 0 ? Hostname : "the system's host name");
        if (!IPAddress.IsLoopback(BindAddress))
            return ("bind-address", BindAddress.ToString());
        for (var i = 0; i < SeedNodes.Length; i++)
            if (Loopback.Of(SeedNodes[i].Host) is null)
                return ($"seed-nodes[{i}]", SeedNodes[i].Host);
        return null;
    }
}
