using ActorProxy.Node.Configuration;
using ActorProxy.Node.Operator;

namespace ActorProxy.Node.Tests.Configuration;

/// <summary>What <c>config show</c> shows.</summary>
public class ConfigurationTextTests
{
    [Fact]
    public void Secrets_are_hidden_wherever_they_are()
    {
        var result = ConfigurationLoader.Parse("""
            actorproxy {
              admin { port = 1, token = a-s3cret-of-sixteen }
              metrics { otlp { endpoint = "http://user:s3cret@host:4317", headers { authorization = "Bearer s3cret" } } }
              traces { endpoint = "https://host:4317", headers { x-key = s3cret } }
              registry { enabled = true, store = postgresql, connection-string = "Host=db;Password=s3cret" }
              listeners { web { port = 1 } }
              routes { r { backends = ["ws://b"], headers { set { Authorization = s3cret }, add { X-A = s3cret } } } }
            }
            """, "f", _ => null);
        Assert.Empty(result.Problems);

        var lines = ConfigurationText.Lines(result.Loaded!.Options).ToList();

        Assert.DoesNotContain(lines, line => line.Contains("s3cret", StringComparison.Ordinal));
        Assert.Contains("actorproxy.metrics.otlp.endpoint = http://***@host:4317", lines);
        Assert.Contains("actorproxy.traces.endpoint = https://host:4317", lines);
        Assert.Contains("actorproxy.routes.r.backends[0] = ws://b", lines);
    }
}
