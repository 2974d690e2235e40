using ActorProxy.Node.Configuration;
using ActorProxy.Node.Reload;
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

    /// <summary>All sections, each with a key of its own, and what is named.</summary>
    public static TheoryData<string, string> Sections => new()
    {
        { "transport", "loops = 3" },
        { "listeners", "other { port = 8081 }" },
        { "tls", "reload-interval = 3s" },
        { "handshake", "attempts = 2" },
        { "limits", "max-connections = 7" },
        { "tunnel", "idle-timeout = 7s" },
        { "http", "via = true" },
        { "forwarding", "forwarded = append" },
        { "access-log", "enabled = false" },
        { "log", "level = debug" },
        { "shutdown", "drain-grace = 7s" },
        { "cluster", "port = 4054" },
        { "registry", "data-directory = other" },
        { "health", "port = 8081" },
        { "admin", "port = 9111" },
        { "metrics", "max-series = 20" },
        { "traces", "enabled = true" },
        { "tap", "payload = true" },
        { "pbm", "address = \"127.0.0.2\"" },
    };

    [Theory, MemberData(nameof(Sections))]
    public void A_setting_that_has_changed_needs_a_restart(string section, string entry) =>
        Assert.Equal([$"actorproxy.{section}.{entry.Split(' ')[0]}"], NeedRestart($"{Running}\nactorproxy.{section} {{ {entry} }}"));

    [Fact]
    public void The_reason_is_told() =>
        Assert.Equal("they are bound at the start", Assert.Single(ReloadRules.NeedRestart(Load(Running), Load($"{Running}\nactorproxy.listeners.web.backlog = 7"))).Restart);

    [Fact]
    public void No_section_is_left_out() => Assert.Equal(
        ConfigurationFactory.ParseString(ReferenceConfiguration.Text).GetConfig("actorproxy").Root.GetObject().Items.Keys.Order(StringComparer.Ordinal),
        Sections.Select(row => (string)row[0]).Concat(["routes", "pools"]).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("actorproxy.routes { other { path = /other, pool = chat } }")]
    [InlineData("actorproxy.routes { chat { on-change = drain } }")]
    [InlineData("actorproxy.pools { chat { picker = least-connections } }")]
    [InlineData("actorproxy.pools { chat { tls { server-name = a } } }")]
    [InlineData("actorproxy.registry { revision = 2 }")]
    public void Routes_and_pools_and_their_revision_are_taken_over(string change) => Assert.Empty(NeedRestart($"{Running}\n{change}"));

    [Theory]
    [InlineData("actorproxy.listeners { web { port = 8081 } }", "actorproxy.listeners.web")]
    [InlineData("actorproxy.forwarding { trusted-peers = [\"10.0.0.0/8\"] }", "actorproxy.forwarding.trusted-peers")]
    [InlineData("akka.loglevel = DEBUG", "akka")]
    [InlineData("akka.actor.debug.receive = on", "akka")]
    public void What_lies_deeper_counts_as_well(string change, string expected) => Assert.Equal([expected], NeedRestart($"{Running}\n{change}"));

    [Fact]
    public void A_section_that_is_gone_needs_a_restart() =>
        Assert.Equal(["actorproxy.registry.enabled", "akka"], NeedRestart(Running[..Running.IndexOf("  registry", StringComparison.Ordinal)] + "}"));

    [Fact]
    public void The_order_of_a_list_counts() =>
        Assert.Equal(["actorproxy.forwarding.trusted-peers"], ReloadRules.NeedRestart(
            Load("actorproxy.forwarding.trusted-peers = [\"10.0.0.0/8\", \"10.1.0.0/16\"]"),
            Load("actorproxy.forwarding.trusted-peers = [\"10.1.0.0/16\", \"10.0.0.0/8\"]")).Select(change => change.Path));

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

    private static IReadOnlyList<string> NeedRestart(string loaded) => [.. ReloadRules.NeedRestart(Load(Running), Load(loaded)).Select(change => change.Path)];

    private static LoadedConfiguration Load(string text)
    {
        var result = ConfigurationLoader.Parse(text, "f", _ => null);
        Assert.Empty(result.Problems);
        return result.Loaded!;
    }
}
