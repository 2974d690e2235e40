using System.Text.RegularExpressions;
using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using Akka.Configuration;

namespace ActorProxy.Node.Tests.Configuration;

public class ReferenceTests
{
    [Fact]
    public void The_reference_says_exactly_the_defaults()
    {
        var result = ConfigurationLoader.Parse(ReferenceConfiguration.Text, "reference.conf", _ => null);
        Assert.Empty(result.Problems);
        var (options, defaults) = (result.Loaded!.Options, new ProxyOptions());
        // Collections are equal only when they are the same: those that are empty are looked at one by one.
        Assert.Equal(defaults with { Listeners = options.Listeners, Pools = options.Pools, Routes = options.Routes }, options);
        Assert.Empty(options.Listeners);
        Assert.Empty(options.Pools);
        Assert.Empty(options.Routes.Routes);
    }

    [Fact]
    public void The_examples_in_the_reference_say_the_defaults_of_listeners_and_routes()
    {
        // Without the alternatives, one of each pair that excludes the other.
        var text = Regex.Replace(Uncommented(), @"(?m)^\s*(path-exact|replace-prefix|pool|max-message-size|drain-over|token-file) = .*$", "");
        var result = ConfigurationLoader.Parse(text, "reference.conf", _ => "a-token");
        Assert.Empty(result.Problems);
        var listener = Assert.Single(result.Loaded!.Options.Listeners);
        Assert.Equal(new ListenerOptions("web", System.Net.IPAddress.Any, 8080) with { TrustedPeers = listener.TrustedPeers, Tls = listener.Tls }, listener);
        var tls = listener.Tls!;
        Assert.Equal(new ListenerTlsOptions { Certificates = tls.Certificates, ClientCa = tls.ClientCa }, tls);
        var route = Assert.Single(result.Loaded.Options.Routes.Routes);
        Assert.Equal(new RoutePolicy { IdleTimeout = new TunnelOptions().IdleTimeout, Attempts = new HandshakeOptions().Attempts }, route.Policy);
        var pool = Assert.Single(result.Loaded.Options.Pools);
        Assert.Equal((PickerKind.RoundRobin, ProxyProtocolMode.Off), (pool.Picker, pool.SendProxyProtocol));
        Assert.Equal(BackendTls.Default, pool.Tls with { Ca = null, ServerName = null, Certificate = null });
    }

    [Fact]
    public void Every_known_key_is_in_the_reference_and_every_key_there_is_known()
    {
        var outline = HoconKeyLocator.Locate(Uncommented(), "reference.conf", _ => "a-token");
        Assert.Empty(outline.Problems);
        var report = new ProblemReport("reference.conf", outline.Lines);
        OptionsReader.Read(ConfigurationFactory.ParseString(outline.Text).Root.GetObject(), report);
        Assert.DoesNotContain(report.Problems, p => p.Message == "unknown key");
        // Items of a list are no keys, and backends of pools and routes are read by the same code.
        Assert.Equal(
            outline.Lines.Keys.Where(k => !k.EndsWith(']') && !k.Contains("backends[", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            report.KnownKeys.Where(k => k != "akka" && !k.Contains("backends[", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_example_is_without_problems()
    {
        var text = File.ReadAllText(Path.Combine(Root(), "hocon", "example.conf"));
        var plain = ConfigurationLoader.Parse(text, "example.conf", _ => null);
        Assert.Empty(plain.Problems);
        Assert.Equal(8080, plain.Loaded!.Options.Listeners[0].Port);
        Assert.Equal("chat", plain.Loaded.Options.Routes.Match("chat.example.org", "/chat/room")?.Id);
        var set = ConfigurationLoader.Parse(text, "example.conf", name => name == "PORT" ? "9090" : null);
        Assert.Equal(9090, set.Loaded!.Options.Listeners[0].Port);
    }

    private static string Uncommented() => Regex.Replace(ReferenceConfiguration.Text, @"(?m)^(\s*)#(?=\S)", "$1");

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "ActorProxy.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The repository's root is not above the tests.");
        return directory;
    }
}
