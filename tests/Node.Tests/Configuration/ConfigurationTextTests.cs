using ActorProxy.Node.Configuration;
using ActorProxy.Node.Operator;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Settings;

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
        Assert.Contains("actorproxy.admin.token = ***", lines);
        Assert.Contains("actorproxy.routes.r.headers.set.Authorization = ***", lines);
        Assert.Contains("actorproxy.metrics.otlp.endpoint = http://***@host:4317", lines);
        Assert.Contains("actorproxy.traces.endpoint = https://host:4317", lines);
        Assert.Contains("actorproxy.routes.r.backends[0] = ws://b", lines);
    }

    /// <summary>A declaration is all that a secret needs.</summary>
    [Fact]
    public void Every_setting_that_is_declared_a_secret_is_hidden_and_nothing_else()
    {
        var shape = StandardPolicies.Model.Of(typeof(ProxyOptions));
        var secrets = SettingPaths.Of(shape, "").Where(setting => setting.Setting.Declared.Secret).Select(setting => setting.Path[1..])
            .ToList();
        Assert.NotEmpty(secrets);
        Assert.All(secrets, secret =>
        {
            var document = HoconReader.Read($"{secret} = s3cret\n{secret}-beside = shown", "f", _ => null);
            Assert.Equal([$"{secret}=***", $"{secret}-beside=shown"], SettingSecrets.Hide(shape, document.ToSection()).Texts());
        });
    }
}
