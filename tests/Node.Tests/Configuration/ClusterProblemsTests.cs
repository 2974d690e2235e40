using ActorProxy.Node.Configuration;

namespace ActorProxy.Node.Tests.Configuration;

/// <summary>Every problem of <c>cluster</c>, <c>registry</c> and <c>health</c> as the line that people read.</summary>
public class ClusterProblemsTests
{
    [Theory]
    [InlineData("enabled = maybe", "enabled: 'maybe' is not true or false")]
    [InlineData("enabled = true", "enabled: there is no seed node; list some in seed-nodes, or set discovery")]
    [InlineData("discovery = kubernetes, hostname = \"10.0.0.1\", seed-nodes = [\"a:1\"]",
        "seed-nodes: a cluster is found either by seed nodes or by discovery")]
    [InlineData("discovery = dns", "discovery: 'dns' is none of none, kubernetes")]
    [InlineData("hostname = a b", "hostname: 'a b' is no host name and no IP address")]
    [InlineData("hostname = \"0.0.0.0\"", "hostname: at 0.0.0.0 other nodes do not reach this one; name its own address here, and "
        + "where to listen in bind-address")]
    [InlineData("hostname = \"::\"", "hostname: at :: other nodes do not reach this one; name its own address here, and "
        + "where to listen in bind-address")]
    [InlineData("port = 0", "port: 0 is out of range; allowed is 1 to 65535")]
    [InlineData("seed-nodes = a", "seed-nodes: is not a list, [ ... ]")]
    [InlineData("seed-nodes = [node-1]", "seed-nodes[0]: 'node-1' is no node; write HOST:PORT, as in node-1.example.org:4053")]
    [InlineData("seed-nodes = [\"a:1\", \"a:0\"]", "seed-nodes[1]: 'a:0' is no node; write HOST:PORT, as in node-1.example.org:4053")]
    [InlineData("seed-nodes = [\"a:65536\"]", "seed-nodes[0]: 'a:65536' is no node; write HOST:PORT, as in node-1.example.org:4053")]
    [InlineData("seed-nodes = [\":4053\"]", "seed-nodes[0]: ':4053' is no node; write HOST:PORT, as in node-1.example.org:4053")]
    [InlineData("seed-nodes = [\"akka://actorproxy@a:1\"]",
        "seed-nodes[0]: 'akka://actorproxy@a:1' is no node; write HOST:PORT, as in node-1.example.org:4053")]
    [InlineData("kubernetes { required-nodes = 0 }", "kubernetes.required-nodes: 0 is out of range; allowed is 1 to 100")]
    [InlineData("kubernetes { label-selectr = a }", "kubernetes.label-selectr: unknown key; did you mean label-selector?")]
    [InlineData("down-after = 500ms", "down-after: 500ms is out of range; allowed is 1s to 10m")]
    [InlineData("tls { certificate = a, key = b }",
        "tls: the ca is missing; name the PEM file of the roots that the other nodes' certificates must lead to")]
    [InlineData("tls { certificate = a, ca = c }", "tls: the key is missing; name the PEM file with the certificate's private key")]
    [InlineData("tls { key = b, ca = c }", "tls: the certificate is missing; name the PEM file with the certificate and its chain")]
    [InlineData("tls { certificate = a, key = b, ca = c, verify = false }", "tls.verify: unknown key; there are ca, certificate, key")]
    [InlineData("seed-node = [\"a:1\"]", "seed-node: unknown key; did you mean seed-nodes?")]
    public void A_problem_of_the_cluster_names_its_key(string entry, string expected) =>
        Assert.Equal([$"f:1: actorproxy.cluster.{expected}"], Problems($"actorproxy.cluster {{ {entry} }}"));

    [Theory]
    [InlineData("", "is missing, but pods are found by address: set hostname = ${POD_IP}, and POD_IP from status.podIP")]
    [InlineData("hostname = node-1", "'node-1' is no IP address, but pods are found by address: set hostname = "
        + "${POD_IP}, and POD_IP from status.podIP")]
    [InlineData("hostname = a b", "'a b' is no IP address, but pods are found by address: set hostname = "
        + "${POD_IP}, and POD_IP from status.podIP")]
    public void Nodes_that_Kubernetes_finds_are_found_by_address(string hostname, string expected) => Assert.Equal(
        [$"f:1: actorproxy.cluster.hostname: {expected}"],
        Problems($"actorproxy.cluster {{ enabled = true, discovery = kubernetes, {hostname} }}"));

    [Theory]
    [InlineData("seed-nodes = [\"127.0.0.1:1\"]", 1, "hostname", "the system's host name")]
    [InlineData("seed-nodes = [\"127.0.0.1:1\"],\n hostname = node-1", 2, "hostname", "node-1")]
    [InlineData("seed-nodes = [\"127.0.0.1:1\"], hostname = \"10.0.0.1\"", 1, "hostname", "10.0.0.1")]
    [InlineData("seed-nodes = [\"127.0.0.1:1\"], hostname = \"127.0.0.1\",\n\n bind-address = \"0.0.0.0\"", 3, "bind-address", "0.0.0.0")]
    [InlineData("hostname = localhost, seed-nodes = [\n\"127.0.0.1:1\",\n\"localhost.example.org:1\"]", 3, "seed-nodes[1]",
        "localhost.example.org")]
    [InlineData("hostname = \"10.0.0.1\", discovery = kubernetes", 1, "hostname", "10.0.0.1")]
    public void Without_TLS_a_cluster_is_on_loopback_or_says_that_its_network_is_trusted(
        string entries, int line, string key, string address) => Assert.Equal(
        [$"f:{line}: actorproxy.cluster.{key}: {address} is no loopback address, "
            + "and without tls anyone who reaches the cluster's port can command its nodes; "
            + "add tls { certificate, key, ca }, or set plaintext = true where the network is trusted"],
        Problems($"actorproxy.cluster {{ enabled = true, {entries} }}"));

    [Fact]
    public void A_cluster_talks_by_TLS_or_without() => Assert.Equal(
        ["f:1: actorproxy.cluster.plaintext: is true, but there is tls: nodes talk either by TLS or without; remove one of them"],
        Problems("actorproxy.cluster { plaintext = true, tls { certificate = a, key = b, ca = c } }"));

    [Theory]
    [InlineData("hostname = \"127.0.0.2\"", "127.0.0.2")]
    [InlineData("hostname = localhost", "127.0.0.1")]
    [InlineData("hostname = \"10.0.0.1\"", "0.0.0.0")]
    [InlineData("hostname = \"fd00::1\"", "::")]
    [InlineData("hostname = \"[fd00::1]\"", "::")]
    [InlineData("hostname = \"::1\"", "::1")]
    [InlineData("hostname = node-1", "0.0.0.0")]
    [InlineData("hostname = \"127.0.0.2\", bind-address = \"127.0.0.1\"", "127.0.0.1")]
    public void The_cluster_s_port_is_bound_where_others_reach_it(string entries, string address) => Assert.Equal(
        System.Net.IPAddress.Parse(address), ConfigurationLoader.Parse(
            $"actorproxy.cluster {{ {entries} }}", "f", _ => null).Loaded!.Options.Cluster.BoundAddress);

    [Theory]
    [InlineData("enabled = maybe", "enabled: 'maybe' is not true or false")]
    [InlineData("store = memory", "store: 'memory' is none of sqlite, postgresql")]
    [InlineData("data-directory = \"\"", "data-directory: is empty; name a folder")]
    [InlineData("revision = -1", "revision: -1 is out of range; allowed is 0 to 2147483647")]
    [InlineData("revison = 1", "revison: unknown key; did you mean revision?")]
    [InlineData("enabled = true, store = postgresql",
        "connection-string: is missing; write it as in \"Host=db;Username=actorproxy;Database=actorproxy\"")]
    [InlineData("connection-string = \"Username=a;Password=geheim\"", "connection-string: names no Host")]
    [InlineData("connection-string = \"Host=db;Minimum Pool Size=9;Maximum Pool Size=8\"",
        "connection-string: has a Minimum Pool Size above its Maximum Pool Size")]
    [InlineData("connection-string = \"Host=db;Multiplexing=true;Pooling=false\"", "connection-string: has Multiplexing without Pooling")]
    [InlineData("connection-string = \"Host=db;Databse=a;Password=geheim\"", Unreadable)]
    [InlineData("connection-string = \"Host=db;Port=many;Password=geheim\"", Unreadable)]
    public void A_problem_of_the_registry_names_its_key_and_no_password(string entry, string expected) =>
        Assert.Equal([$"f:1: actorproxy.registry.{expected}"], Problems($"actorproxy.registry {{ {entry} }}"));

    [Fact]
    public void A_cluster_has_no_file_in_common() => Assert.Equal(
        ["f:3: actorproxy.registry.store: the nodes of a cluster share a SQLite file only where hostname and all seed-nodes are "
            + "loopback; set store = postgresql"],
        Problems("""
            actorproxy {
              cluster { enabled = true, seed-nodes = ["a:1"], plaintext = true }
              registry { enabled = true, store = sqlite }
            }
            """));

    [Theory]
    [InlineData("hostname = localhost, seed-nodes = [\"127.0.0.1:4053\", \"localhost:4055\"]", false)]
    [InlineData("hostname = \"127.0.0.1\", seed-nodes = [\"127.0.0.1:4053\", \"node-2:4053\"]", true)]
    [InlineData("hostname = node-1, seed-nodes = [\"127.0.0.1:4053\"]", true)]
    [InlineData("seed-nodes = [\"127.0.0.1:4053\"]", true)] // the machine's own name
    [InlineData("hostname = \"127.0.0.1\", discovery = kubernetes", true)]
    public void Only_a_cluster_on_one_machine_has_a_file_in_common(string cluster, bool problem) => Assert.Equal(
        problem, ConfigurationLoader.Parse($"actorproxy {{ cluster {{ enabled = true, {cluster} }}, registry.enabled = true }}", "f",
            _ => null)
            .Problems.Any(line => line.ToString().Contains("share a SQLite file")));

    [Theory]
    [InlineData("port = 65536", "port: 65536 is out of range; allowed is 0 to 65535")]
    [InlineData("path = /healthz", "path: unknown key; there are address, port")]
    public void A_problem_of_the_health_endpoint_names_its_key(string entry, string expected) =>
        Assert.Equal([$"f:1: actorproxy.health.{expected}"], Problems($"actorproxy.health {{ {entry} }}"));

    [Theory] // What looks like the problems above, and is none.
    [InlineData("cluster { enabled = true, hostname = \"10.0.0.1\", discovery = kubernetes, plaintext = true }")]
    [InlineData("cluster { hostname = node-1, discovery = kubernetes }")]
    [InlineData("cluster { enabled = true, hostname = \"127.0.0.2\", seed-nodes = [\"127.0.0.1:4053\", "
        + "\"node_2.example.org:4053\"], plaintext = true }")]
    [InlineData("cluster { enabled = true, hostname = \"127.0.0.2\", seed-nodes = [\"127.0.0.1:4053\", \"LocalHost:4054\"] }")]
    [InlineData("cluster { enabled = true, hostname = \"::1\", bind-address = \"::1\", seed-nodes = [\"::1:4053\"] }")]
    [InlineData("cluster { enabled = true, hostname = node-1, seed-nodes = [\"node-2:4053\"], tls { certificate = a, key = b, ca = c } }")]
    [InlineData("cluster { hostname = node-1, seed-nodes = [\"node-2:4053\"] }")]
    [InlineData("registry { enabled = true, store = postgresql, connection-string = \"Host=db;Password='a;b'\" }")]
    public void These_have_no_problems(string sections) =>
        Assert.Empty(ConfigurationLoader.Parse($"actorproxy {{ {sections} }}", "f", _ => null).Problems);

    private const string Unreadable = "connection-string: cannot be read: a keyword is unknown, or a value does not fit its keyword; "
        + "a value with ';' or '=' in it goes in quotes, as in Password='a;b'";

    private static IEnumerable<string> Problems(string text)
    {
        var result = ConfigurationLoader.Parse(text, "f", _ => null);
        Assert.False(result.Succeeded);
        return result.Problems.Select(p => p.ToString());
    }
}
