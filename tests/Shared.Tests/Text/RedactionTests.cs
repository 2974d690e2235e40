using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Tests.Text;

public class RedactionTests
{
    [Theory]
    [InlineData("http://collector:4317", "http://collector:4317")]
    [InlineData("http://user:secret@host/x", "http://***@host/x")]
    [InlineData("http://secret@host", "http://***@host")]
    [InlineData("http://user:se@cr/et?x@host", "http://***@host")]
    [InlineData("user:secret@host", "***@host")]
    [InlineData("https://host/x?key=secret", "https://host/x?***")]
    [InlineData("https://host/#secret", "https://host/#***")]
    [InlineData("https://host/?", "https://host/?")]
    [InlineData("/chat=ws://user:secret@host", "/chat=ws://***@host")]
    [InlineData("user:secret@http://host", "***@http://host")]
    [InlineData("user:secret://x@host", "***@host")]
    [InlineData("", "")]
    public void A_URL_is_shown_without_what_may_be_a_secret(string url, string shown) => Assert.Equal(shown, Redaction.Url(url));

    [Theory]
    [InlineData("ws://user:secret@host")]
    [InlineData("user:secret@host")]
    [InlineData("ftp://user:secret@host")]
    [InlineData("ws://user:secret@host/x")]
    [InlineData("ws://host/?token=secret")]
    [InlineData("ws://user:secret@[::1")]
    [InlineData("ws://host:secret@")]
    [InlineData("user:secret@ws://host")]
    [InlineData("user:secret://x@host")]
    [InlineData("ws://u:secret@host:99999")]
    public void A_backend_that_is_none_is_quoted_without_it(string url)
    {
        Assert.False(BackendAddress.TryParse(url, out _, out var error));
        Assert.DoesNotContain("secret", error);
    }

    [Fact]
    public void Options_are_printed_without_secrets()
    {
        var registry = new RegistryOptions { ConnectionString = "Host=db;Password=secret" };
        var otlp = new OtlpOptions { Endpoint = new Uri("http://user:secret@host"), Headers = [new("authorization", "Bearer secret")] };

        Assert.DoesNotContain("secret", $"{registry} {otlp} "
            + new ProxyOptions { Registry = registry, Metrics = new MetricsOptions { Otlp = new MetricsExport { Collector = otlp } } });
        Assert.Contains("authorization", otlp.ToString());
    }
}
