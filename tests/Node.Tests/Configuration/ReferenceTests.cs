using System.Net;
using System.Text.RegularExpressions;
using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Policies.Timeouts;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Node.Tests.Configuration;

public class ReferenceTests
{
    [Fact]
    public void The_reference_says_exactly_the_defaults()
    {
        var result = ConfigurationLoader.Parse(ReferenceConfiguration.Text, "reference.conf", _ => null);
        Assert.Empty(result.Problems);
        var (options, defaults) = (result.Loaded!.Options, new ProxyOptions());
        Assert.Equal(defaults with { Routes = options.Routes }, options);
        Assert.Empty(options.Listeners);
        Assert.Empty(options.Pools);
        Assert.Empty(options.Routes.Routes);
    }

    [Fact]
    public void The_examples_in_the_reference_say_the_defaults_of_listeners_and_routes()
    {
        // Without the alternatives, one of each pair that excludes the other.
        var text = Regex.Replace(Uncommented(),
            @"(?m)^\s*(path-exact|replace-prefix|pool|max-message-size|drain-over|token-file|errors) = .*$|^\s*respond \{(.|\n)*?^\s*\}$",
            "");
        var result = ConfigurationLoader.Parse(text, "reference.conf", _ => "a-token");
        Assert.Empty(result.Problems);
        var listener = Assert.Single(result.Loaded!.Options.Listeners);
        Assert.Equal(new ListenerOptions("web", System.Net.IPAddress.Any, 8080) with
        {
            TrustedPeers = listener.TrustedPeers,
            Tls = listener.Tls,
            Policies = listener.Policies,
            ProxyProtocol = new() { TrustedPeers = listener.ProxyProtocol.TrustedPeers },
        }, listener);
        var tls = listener.Tls!;
        Assert.Equal(new ListenerTlsOptions { Certificates = tls.Certificates, ClientCa = tls.ClientCa }, tls);
        var route = Assert.Single(result.Loaded.Options.Routes.Routes);
        Assert.All(route.Policies.Concat(listener.Policies), policy => Assert.Equal(Activator.CreateInstance(policy.GetType()), policy));
        Assert.Equal((new TunnelOptions().IdleTimeout, new HandshakeOptions().Attempts),
            (new IdleTimeout().After, new AttemptLimit().Attempts));
        var pool = Assert.Single(result.Loaded.Options.Pools);
        Assert.Equal((PickerKind.RoundRobin, ProxyProtocolMode.Off), (pool.Picker, pool.SendProxyProtocol));
        Assert.Equal(BackendTls.Default, pool.Tls with { Ca = null, ServerName = null, Certificate = null });
    }

    [Fact]
    public void The_reference_is_what_the_declarations_say() =>
        Assert.Equal(ReferenceConfiguration.Text, File.ReadAllText(Path.Combine(Repository.Root, "hocon", "reference.conf")));

    [Fact]
    public void The_example_is_without_problems()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "hocon", "example.conf"));
        var plain = ConfigurationLoader.Parse(text, "example.conf", _ => null);
        Assert.Empty(plain.Problems);
        Assert.Equal(8080, plain.Loaded!.Options.Listeners[0].Port);
        Assert.Equal("chat", plain.Loaded.Options.Routes.Match("chat.example.org", "/chat/room")?.Id);
        var set = ConfigurationLoader.Parse(text, "example.conf", name => name == "PORT" ? "9090" : null);
        Assert.Equal(9090, set.Loaded!.Options.Listeners[0].Port);
    }

    [Fact]
    public void The_cluster_s_example_is_without_problems()
    {
        var environment = new Dictionary<string, string> { ["NODE_HOST"] = "node-2.example.org",
            ["REGISTRY"] = "Host=db;Username=actorproxy;Password='p;w'" };
        var options = Example("cluster.conf", environment);

        Assert.Equal(("node-2.example.org", 4053), (options.Cluster.Hostname, options.Cluster.Port));
        Assert.Contains(options.Cluster.SeedNodes, seed => seed.Host == options.Cluster.Hostname && seed.Port == options.Cluster.Port);
        Assert.Equal(("Host=db;Username=actorproxy;Password='p;w'", RegistryStore.Postgresql, 1),
            (options.Registry.ConnectionString, options.Registry.Store, options.Registry.Revision));
        Assert.Equal("chat", options.Routes.Match("any.example.org", "/chat")?.Id);
    }

    [Fact]
    public void The_cluster_s_example_names_the_variables_that_it_needs()
    {
        var problems = ConfigurationLoader.Parse(File.ReadAllText(Path.Combine(Repository.Root, "hocon", "cluster.conf")), "cluster.conf",
            _ => null).Problems;

        Assert.Equal(["NODE_HOST", "REGISTRY"], problems.Select(p => Regex.Match(p.ToString(), "[A-Z_]{4,}").Value));
    }

    [Fact]
    public void The_single_node_s_example_is_without_problems()
    {
        Assert.Equal("data", Example("single-node-registry.conf", []).Registry.DataDirectory);
        var options = Example("single-node-registry.conf",
            new Dictionary<string, string> { ["DATA_DIRECTORY"] = "/var/lib/actorproxy", ["PORT"] = "9090" });

        Assert.Equal((true, RegistryStore.Sqlite, "/var/lib/actorproxy"),
            (options.Registry.Enabled, options.Registry.Store, options.Registry.DataDirectory));
        Assert.Equal((9090, 8081), (options.Listeners[0].Port, options.Health.Port));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.3")]
    public void The_example_of_three_nodes_on_one_machine_is_without_problems(string node)
    {
        var options = Example("three-nodes.conf", new Dictionary<string, string> { ["NODE"] = node });

        Assert.Equal(3, options.Cluster.SeedNodes.Count(seed => seed.Port == options.Cluster.Port));
        Assert.Contains(options.Cluster.SeedNodes, seed => seed.Host == node);
        Assert.All([options.Listeners[0].Address, options.Cluster.BindAddress, options.Health.Address],
            address => Assert.Equal(IPAddress.Parse(node), address));
        Assert.Equal(node, options.Cluster.Hostname);
        Assert.Equal((true, RegistryStore.Sqlite), (options.Registry.Enabled, options.Registry.Store));
    }

    private static ProxyOptions Example(string name, Dictionary<string, string> environment)
    {
        var result = ConfigurationLoader.Parse(File.ReadAllText(Path.Combine(Repository.Root, "hocon", name)), name,
            variable => environment.GetValueOrDefault(variable));
        Assert.Empty(result.Problems);
        return result.Loaded!.Options;
    }

    private static string Uncommented() => Regex.Replace(ReferenceConfiguration.Text, @"(?m)^(\s*)#(?=\S)", "$1");
}
