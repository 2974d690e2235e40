using ActorProxy.Node.Configuration;
using ActorProxy.Node.Reload;
using ActorProxy.Shared.Settings;
using Akka.Configuration;

namespace ActorProxy.Node.Tests.Reload;

public class ReloadRulesTests
{
    private const string Running = """
        actorproxy {
          listeners { web { address = "127.0.0.1", port = 8080 } }
          pools { chat { backends = ["ws://a", "ws://b"] } }
          routes { chat { path = /chat, pool = chat } }
          registry { enabled = true, revision = 1 }
        }
        akka.loglevel = INFO
        """;

    /// <summary>All sections, each with a key of its own, and whether that is taken over.</summary>
    public static TheoryData<string, string, bool> Sections => new()
    {
        { "transport", "loops = 3", false },
        { "listeners", "other { port = 8081 }", true },
        { "tls", "reload-interval = 3s", true },
        { "reload", "watch = on", true },
        { "handshake", "attempts = 2", true },
        { "limits", "max-connections = 7", true },
        { "tunnel", "idle-timeout = 7s", true },
        { "http", "via = true", true },
        { "forwarding", "forwarded = append", true },
        { "access-log", "enabled = false", true },
        { "log", "level = debug", true },
        { "shutdown", "drain-grace = 7s", true },
        { "cluster", "port = 4054", false },
        { "registry", "data-directory = other", false },
        { "health", "port = 8081", true },
        { "admin", "port = 9111", true },
        { "metrics", "max-series = 20", true },
        { "traces", "enabled = true", true },
        { "tap", "payload = true", true },
        { "dns", "max-ttl = 20s", true },
        { "pbm", "address = \"127.0.0.2\"", false },
    };

    [Theory, MemberData(nameof(Sections))]
    public void A_setting_that_has_changed_is_taken_over_or_says_why_not(string section, string entry, bool taken)
    {
        var loaded = Load($"{Running}\nactorproxy.{section} {{ {entry} }}").Options;

        var change = Assert.Single(ReloadRules.Changes(Load(Running).Options, loaded));

        Assert.Equal($"actorproxy.{section}.{entry.Split(' ')[0]}", change.Path);
        Assert.Equal(taken, change.Restart is null);
        // What is in force then is what was said.
        var after = ReloadRules.Merge(Load(Running).Options, loaded);
        Assert.Equal<SettingChange>(taken ? [] : [change], ReloadRules.Changes(after, loaded).AsEnumerable());
        Assert.Equal<SettingChange>(taken ? [change] : [], ReloadRules.Changes(Load(Running).Options, after).AsEnumerable());
    }

    [Fact]
    public void What_is_in_force_has_the_routes_of_the_file() => Assert.Equal(["/new"], ReloadRules.Merge(
        Load(Running).Options, Load(Running.Replace("path = /chat", "path = /new", StringComparison.Ordinal)
            + "\nactorproxy.transport.loops = 3").Options)
        .Routes.Routes.Select(route => route.Path.Value));

    [Fact]
    public void Values_are_told_as_they_are_written_and_secrets_are_not() => Assert.Equal(
        [
            "actorproxy.tunnel.idle-timeout 5m 1h",
            "actorproxy.registry.connection-string *** ***",
            "actorproxy.metrics.otlp.endpoint http://127.0.0.1:4317 http://***@host:4317",
        ],
        ReloadRules.Changes(Load("actorproxy.registry.connection-string = \"Host=a;Password=a\"").Options, Load("""
            actorproxy {
              tunnel.idle-timeout = 60m
              registry.connection-string = "Host=a;Password=b"
              metrics.otlp.endpoint = "http://user:word@host:4317"
            }
            """).Options).Select(change => $"{change.Path} {change.Before} {change.After}"));

    [Fact]
    public void No_section_is_left_out() => Assert.Equal(
        ConfigurationFactory.ParseString(ReferenceConfiguration.Text)
            .GetConfig("actorproxy").Root.GetObject().Items.Keys.Order(StringComparer.Ordinal),
        Sections.Select(row => (string)row[0]).Concat(["routes", "pools"]).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("actorproxy.routes { other { path = /other, pool = chat } }")]
    [InlineData("actorproxy.routes { chat { on-change = drain } }")]
    [InlineData("actorproxy.pools { chat { picker = least-connections } }")]
    [InlineData("actorproxy.pools { chat { tls { server-name = a } } }")]
    [InlineData("actorproxy.registry { revision = 2 }")]
    public void Routes_and_pools_and_their_revision_are_taken_over(string change) => Assert.Empty(NeedRestart($"{Running}\n{change}"));

    [Theory]
    [InlineData("actorproxy.cluster { kubernetes { namespace = other } }", "actorproxy.cluster.kubernetes.namespace")]
    [InlineData("akka.loglevel = DEBUG", "akka")]
    [InlineData("akka.actor.debug.receive = on", "akka")]
    public void What_lies_deeper_counts_as_well(string change, string expected) =>
        Assert.Equal([expected], NeedRestart($"{Running}\n{change}"));

    [Fact]
    public void A_section_that_is_gone_needs_a_restart() =>
        Assert.Equal(["actorproxy.registry.enabled", "akka"],
            NeedRestart(Running[..Running.IndexOf("  registry", StringComparison.Ordinal)] + "}"));

    [Fact]
    public void The_order_of_a_list_counts() =>
        Assert.Equal(["actorproxy.forwarding.trusted-peers"], ReloadRules.Changes(
            Load("actorproxy.forwarding.trusted-peers = [\"10.0.0.0/8\", \"10.1.0.0/16\"]").Options,
            Load("actorproxy.forwarding.trusted-peers = [\"10.1.0.0/16\", \"10.0.0.0/8\"]").Options).Select(change => change.Path));

    [Fact]
    public void How_it_is_written_does_not_count() => Assert.Empty(NeedRestart("""
        akka { loglevel = "INFO" }
        actorproxy {
          registry.revision = 7
          registry.enabled = true
          # A comment.
          listeners.web {
            port   = "8080"
            address = "127.0.0.1"
          }
        }
        """));

    private static IReadOnlyList<string> NeedRestart(string text)
    {
        var (running, loaded) = (Load(Running), Load(text));
        return [.. ReloadRules.Changes(running.Options, loaded.Options).Concat(ReloadRules.AkkaChanges(running.Akka, loaded.Akka))
            .Where(change => change.Restart is not null).Select(change => change.Path)];
    }

    private static LoadedConfiguration Load(string text)
    {
        var result = ConfigurationLoader.Parse(text, "f", _ => null);
        Assert.Empty(result.Problems);
        return result.Loaded!;
    }
}
