using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads <c>actorproxy.cluster</c>, <c>actorproxy.registry</c> and <c>actorproxy.health</c>.</summary>
internal static class ClusterReader
{
    private static readonly ProxyOptions Defaults = new();

    public static ClusterOptions ReadCluster(HoconSection section)
    {
        var defaults = Defaults.Cluster;
        var options = new ClusterOptions
        {
            Enabled = section.Flag("enabled", defaults.Enabled),
            Hostname = section.Text("hostname") ?? defaults.Hostname,
            Port = section.Number("port", defaults.Port, 1, 65535),
            SeedNodes = ReadSeeds(section),
            Discovery = section.Choice("discovery", defaults.Discovery),
            Kubernetes = ReadKubernetes(section.Section("kubernetes")),
            DownAfter = section.Duration("down-after", defaults.DownAfter, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            Tls = section.Has("tls") ? ReadTls(section.Section("tls")) : null,
            Plaintext = section.Flag("plaintext", defaults.Plaintext),
        };
        if (section.Has("bind-address"))
            options = options with { BindAddress = section.Address("bind-address", defaults.BindAddress) };
        if (options.Enabled && options.Discovery == DiscoveryMethod.None && options.SeedNodes.IsEmpty)
            section.Problem("enabled", "there is no seed node; list some in seed-nodes, or set discovery");
        if (options.Discovery != DiscoveryMethod.None && !options.SeedNodes.IsEmpty)
            section.Problem("seed-nodes", "a cluster is found either by seed nodes or by discovery");
        if (options is { Tls: not null, Plaintext: true })
            section.Problem("plaintext", "is true, but there is tls: nodes talk either by TLS or without; remove one of them");
        if (HostnameProblem(options) is { } problem)
            section.Problem("hostname", problem);
        else if (options.Exposure() is var (key, exposure) && (options.Discovery != DiscoveryMethod.None || !options.SeedNodes.IsEmpty))
            section.ProblemAt($"{section.Path}.{key}", exposure);
        section.Close();
        return options;
    }

    public static RegistryOptions ReadRegistry(HoconSection section, ClusterOptions cluster)
    {
        var defaults = Defaults.Registry;
        var options = new RegistryOptions
        {
            Enabled = section.Flag("enabled", defaults.Enabled),
            Store = section.Choice("store", defaults.Store),
            DataDirectory = section.Text("data-directory") ?? defaults.DataDirectory,
            ConnectionString = section.Text("connection-string") ?? defaults.ConnectionString,
            Revision = section.Number("revision", defaults.Revision, 0, int.MaxValue),
        };
        if (options.Enabled && options.Store == RegistryStore.Sqlite && cluster.Enabled && !IsOneMachine(cluster))
            section.Problem("store", "the nodes of a cluster share a SQLite file only where hostname and all seed-nodes are loopback; set store = postgresql");
        if (options.Enabled && options.Store == RegistryStore.Postgresql && options.ConnectionString.Length == 0)
            section.Problem("connection-string", "is missing; write it as in \"Host=db;Username=actorproxy;Database=actorproxy\"");
        else if (options.ConnectionString.Length > 0 && !PostgresqlServer.TryParse(options.ConnectionString, out _, out var problem))
            section.Problem("connection-string", problem);
        if (options.DataDirectory.Length == 0)
            section.Problem("data-directory", "is empty; name a folder");
        section.Close();
        return options;
    }

    public static HealthOptions ReadHealth(HoconSection section)
    {
        var options = new HealthOptions
        {
            Address = section.Address("address", Defaults.Health.Address),
            Port = section.Number("port", Defaults.Health.Port, 0, 65535),
        };
        section.Close();
        return options;
    }

    private static bool IsOneMachine(ClusterOptions cluster) => cluster.Discovery == DiscoveryMethod.None
        && Loopback.Of(cluster.Hostname) is not null && cluster.SeedNodes.All(seed => Loopback.Of(seed.Host) is not null);

    private static string? HostnameProblem(ClusterOptions options)
    {
        var hostname = options.Hostname;
        var isAddress = IPAddress.TryParse(hostname, out var address);
        if (options is { Enabled: true, Discovery: DiscoveryMethod.Kubernetes } && !isAddress)
            return $"{(hostname.Length == 0 ? "is missing" : $"'{hostname}' is no IP address")}, but pods are found by address: set hostname = ${{POD_IP}}, and POD_IP from status.podIP";
        if (isAddress && (address!.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
            return $"at {hostname} other nodes do not reach this one; name its own address here, and where to listen in bind-address";
        return hostname.Length == 0 || isAddress || HostName.IsValid(hostname) ? null : $"'{hostname}' is no host name and no IP address";
    }

    private static ImmutableArray<DnsEndPoint> ReadSeeds(HoconSection section)
    {
        var seeds = ImmutableArray.CreateBuilder<DnsEndPoint>();
        foreach (var (path, text) in section.List("seed-nodes"))
        {
            var colon = text.LastIndexOf(':');
            var host = colon < 0 ? text : text[..colon];
            var valid = HostName.IsValid(host) || IPAddress.TryParse(host, out _);
            if (valid && colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536)
                seeds.Add(new DnsEndPoint(host, port));
            else
                section.ProblemAt(path, $"'{text}' is no node; write HOST:PORT, as in node-1.example.org:4053");
        }
        return seeds.ToImmutable();
    }

    private static KubernetesOptions ReadKubernetes(HoconSection section)
    {
        var defaults = Defaults.Cluster.Kubernetes;
        var options = new KubernetesOptions
        {
            Namespace = section.Text("namespace") ?? defaults.Namespace,
            LabelSelector = section.Text("label-selector") ?? defaults.LabelSelector,
            RequiredNodes = section.Number("required-nodes", defaults.RequiredNodes, 1, 100),
        };
        section.Close();
        return options;
    }

    private static ClusterTlsOptions ReadTls(HoconSection section)
    {
        foreach (var key in (string[])["certificate", "key", "ca"])
            if (!section.Has(key))
                section.Problem(key, "is missing; name a PEM file");
        var options = new ClusterTlsOptions(
            new CertificateFiles(section.Text("certificate") ?? "", section.Text("key") ?? ""), section.Text("ca") ?? "");
        section.Close();
        return options;
    }
}
