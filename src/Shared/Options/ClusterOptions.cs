using System.Net;
using System.Net.Sockets;
using ActorProxy.Shared.Cluster;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Options;

/// <summary>How a node finds the others of its cluster and talks to them.</summary>
public sealed record ClusterOptions : ISettingsCheck
{
    [Setting("Off: the node is alone.")]
    public bool Enabled { get; init; }

    [Setting("Name or IP address by which the other nodes reach this one; without it, the system's host name.",
        Example = "node-1.example.org")]
    public string Hostname { get; init; } = "";

    // 0, which only tests use, lets the system choose; no seed node can do that.
    [Setting("For the traffic between nodes."), Between(1, 65535)]
    public int Port { get; init; } = 4053;

    [Setting("Where that port is bound; without it, where hostname is a loopback address, there, else everywhere.",
        Example = "\"0.0.0.0\"")]
    public IPAddress? BindAddress { get; init; }

    [Setting("Nodes to ask for the cluster, the same list on all of them. Where nobody has one, the first founds it, once all of "
        + "them have answered that they have none.",
        Example = "[\"node-1.example.org:4053\", \"node-2.example.org:4053\"]")]
    public ValueList<DnsEndPoint> SeedNodes { get; init; } = [];

    [Setting("Or how to find nodes: none, or kubernetes, which asks the API for pods.")]
    public DiscoveryMethod Discovery { get; init; }

    [Setting("What discovery asks the Kubernetes API for.")]
    public KubernetesOptions Kubernetes { get; init; } = new();

    [Setting("How long nodes must be unreachable before the side with the majority goes on without them, and the "
        + "nodes of the other side do what minority says."), Between("1s", "10m")]
    public TimeSpan DownAfter { get; init; } = TimeSpan.FromSeconds(5);

    [Setting("What a node does that its cluster goes on without, until it has joined again, which it tries all the time. serve: "
        + "it goes on by the routes that it has; keep: it keeps what is open and takes no new connections; drain: it closes what "
        + "is open, too; exit: it drains and ends (exit code 4).")]
    public MinorityPolicy Minority { get; init; }

    [Setting("With minority = serve: after how long without its cluster a node takes no new connections, as with keep; 0s: never."),
        Between("0s", "24h")]
    public TimeSpan MinorityServesFor { get; init; }

    [Setting("Whether the network between nodes is trusted: anyone who reaches the port of a cluster without tls can command its nodes. "
        + "Without tls and this, a cluster starts only where hostname, bind-address and all seed-nodes are loopback addresses.")]
    public bool Plaintext { get; init; }

    [Setting("With this section nodes talk by mutual TLS.",
        Restart = "the transport between nodes takes its certificate, key and roots once, when it starts")]
    public ClusterTlsOptions? Tls { get; init; }

    /// <summary>Where <see cref="Port"/> is bound. "::" would do for all, but there are machines without IPv6.</summary>
    public IPAddress BoundAddress => BindAddress ?? Loopback.Of(Hostname) ?? (HasAddressOfIPv6 ? IPAddress.IPv6Any : IPAddress.Any);

    /// <summary>
    /// Whether <see cref="Hostname"/>, <see cref="BoundAddress"/> and all <see cref="SeedNodes"/> are loopback addresses: who else is there
    /// is on this machine.
    /// </summary>
    public bool OnLoopback => NotOnLoopback() is null;

    /// <summary>What lets strangers into the cluster, with the key that says so, and of a list the item; null where nothing does.</summary>
    public (string Key, int? Index, string Problem)? Exposure() =>
        !Enabled || Tls is not null || Plaintext || NotOnLoopback() is not var (key, index, address)
        ? null
        : (key, index, $"{address} is no loopback address, and without tls "
            + "anyone who reaches the cluster's port can command its nodes; add tls { certificate, key, ca }, or set plaintext = true "
                + "where the network is trusted");

    /// <summary>Whether all nodes are on this machine, as far as the configuration tells.</summary>
    public bool IsOneMachine =>
        Discovery == DiscoveryMethod.None && Loopback.Of(Hostname) is not null && SeedNodes.All(seed => Loopback.Of(seed.Host) is not null);

    public void Check(SettingsCheck check)
    {
        if (Enabled && Discovery == DiscoveryMethod.None && SeedNodes.IsEmpty)
            check.Problem("enabled", "there is no seed node; list some in seed-nodes, or set discovery");
        if (Discovery != DiscoveryMethod.None && !SeedNodes.IsEmpty)
            check.Problem("seed-nodes", "a cluster is found either by seed nodes or by discovery");
        if (this is { Tls: not null, Plaintext: true })
            check.Problem("plaintext", "is true, but there is tls: nodes talk either by TLS or without; remove one of them");
        if (HostnameProblem() is { } problem)
            check.Problem("hostname", problem);
        else if (Exposure() is { } exposure && (Discovery != DiscoveryMethod.None || !SeedNodes.IsEmpty))
        {
            if (exposure.Index is { } index)
                check.ItemProblem(exposure.Key, index, exposure.Problem);
            else
                check.Problem(exposure.Key, exposure.Problem);
        }
    }

    private bool HasAddressOfIPv6 =>
        IPAddress.TryParse(Hostname, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    private string? HostnameProblem()
    {
        var isAddress = IPAddress.TryParse(Hostname, out var address);
        if (this is { Enabled: true, Discovery: DiscoveryMethod.Kubernetes } && !isAddress)
            return $"{(Hostname.Length == 0 ? "is missing" : $"'{Hostname}' is no IP address")}, but pods are found by address: set "
                + $"hostname = ${{POD_IP}}, and POD_IP from status.podIP";
        if (isAddress && (address!.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
            return $"at {Hostname} other nodes do not reach this one; name its own address here, and where to listen in bind-address";
        return Hostname.Length == 0 || isAddress || HostName.IsValid(Hostname) ? null : $"'{Hostname}' is no host name and no IP address";
    }

    private (string Key, int? Index, string Address)? NotOnLoopback()
    {
        if (Loopback.Of(Hostname) is null)
            return ("hostname", null, Hostname.Length > 0 ? Hostname : "the system's host name");
        if (!IPAddress.IsLoopback(BoundAddress))
            return ("bind-address", null, BoundAddress.ToString());
        for (var i = 0; i < SeedNodes.Count; i++)
            if (Loopback.Of(SeedNodes[i].Host) is null)
                return ("seed-nodes", i, SeedNodes[i].Host);
        return null;
    }
}

/// <summary>How a node finds the first others of its cluster.</summary>
public enum DiscoveryMethod
{
    /// <summary>By <see cref="ClusterOptions.SeedNodes"/>.</summary>
    None,

    /// <summary>By asking the Kubernetes API for pods.</summary>
    Kubernetes,
}
