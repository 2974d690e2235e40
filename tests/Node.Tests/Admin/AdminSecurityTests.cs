using System.Net;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Admin;
using ActorProxy.Shared.Options;
using Microsoft.Extensions.Time.Testing;
using Serilog.Core;

namespace ActorProxy.Node.Tests.Admin;

/// <summary>Who may ask, and who may not.</summary>
public sealed class AdminSecurityTests
{
    private const string Token = "a-token-of-sixteen";

    private static readonly (string, string) Right = ("Authorization", $"Bearer {Token}");
    private static readonly (string, string) Wrong = ("Authorization", "Bearer a-token-of-sixteem");

    [Theory]
    [InlineData("/api/cluster/show")]
    [InlineData("/api/catalogue")]
    [InlineData("/openapi.json")]
    [InlineData("/metrics")]
    [InlineData("/nothing")]
    public async Task Without_the_token_there_is_nothing_to_see(string path)
    {
        await using var admin = await AdminHarness.StartAsync(Token, metrics: _ => Task.CompletedTask);

        using var missing = await admin.GetAsync(path);
        Assert.Equal(HttpStatusCode.Unauthorized, missing.StatusCode);
        Assert.Equal("Bearer", missing.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(HttpStatusCode.Unauthorized, (await admin.GetAsync(path, Wrong)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await admin.GetAsync(path, ("Authorization", $"Basic {Token}"))).StatusCode);
        Assert.NotEqual(HttpStatusCode.Unauthorized, (await admin.GetAsync(path, Right)).StatusCode);
        Assert.True(path.StartsWith("/api/cluster", StringComparison.Ordinal) == (admin.Service.Requests.Count == 1));
    }

    [Theory]
    [InlineData("/healthz", HttpStatusCode.OK)]
    [InlineData("/readyz", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/startupz", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/dashboard", HttpStatusCode.OK)]
    public async Task Orchestrators_and_the_empty_page_need_no_token(string path, HttpStatusCode status)
    {
        await using var admin = await AdminHarness.StartAsync(Token);

        Assert.Equal(status, (await admin.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Five_wrong_tokens_within_a_minute_silence_an_address_for_a_minute_but_the_right_one_is_heard()
    {
        await using var admin = await AdminHarness.StartAsync(Token);
        for (var i = 1; i < WrongTokens.Allowed; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await admin.GetAsync("/api/cluster/show", Wrong)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/api/cluster/show", Right)).StatusCode);

        using var last = await admin.GetAsync("/api/cluster/show", Wrong);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromMinutes(1)), (last.StatusCode, last.Headers.RetryAfter!.Delta));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await admin.GetAsync("/api/cluster/show", Wrong)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/api/cluster/show", Right)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/healthz")).StatusCode);

        Assert.Equal(WrongTokens.Allowed + 1, admin.Log.Lines.Count);
        admin.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await admin.GetAsync("/api/cluster/show", Wrong)).StatusCode);

        Assert.All(admin.Log.Lines, line => Assert.Contains("127.0.0.1", line));
        Assert.DoesNotContain(admin.Log.Lines, line => line.Contains("a-token", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("localhost:9111", "", "", true)]
    [InlineData("127.0.0.1:9111", "", "", true)]
    [InlineData("[::1]:9111", "", "", true)]
    [InlineData("LOCALHOST", "", "", true)]
    [InlineData("attacker.example", "", "", false)]
    [InlineData("localhost.attacker.example", "", "", false)]
    [InlineData("10.0.0.1:9111", "", "", false)]
    [InlineData("localhost:9111", "http://localhost:9111", "same-origin", true)]
    [InlineData("localhost:9111", "http://localhost:8080", "same-site", false)]
    [InlineData("localhost:9111", "https://localhost:9111", "", false)]
    [InlineData("localhost:9111", "http://attacker.example", "cross-site", false)]
    [InlineData("localhost:9111", "null", "", false)]
    [InlineData("localhost:9111", "", "cross-site", false)]
    [InlineData("localhost:9111", "", "same-site", false)]
    [InlineData("localhost:9111", "", "none", true)]
    public async Task Without_a_token_pages_of_other_sites_are_refused(string host, string origin, string site, bool served)
    {
        await using var admin = await AdminHarness.StartAsync();

        using var response = await admin.PostAsync("/api/cluster/show", "{}", Headers(host, origin, site));

        Assert.Equal(served ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(served ? 1 : 0, admin.Service.Requests.Count);
    }

    [Theory]
    [InlineData("localhost:9111", HttpStatusCode.OK)]
    [InlineData("attacker.example", HttpStatusCode.Forbidden)]
    public async Task A_link_may_lead_to_the_page(string host, HttpStatusCode status)
    {
        await using var admin = await AdminHarness.StartAsync();

        Assert.Equal(status, (await admin.GetAsync("/dashboard", Headers(host, "", "cross-site"))).StatusCode);
    }

    [Fact]
    public async Task With_a_token_any_name_will_do()
    {
        await using var admin = await AdminHarness.StartAsync(Token);

        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/api/cluster/show", Right, ("Host", "admin.example.org"))).StatusCode);
    }

    [Theory]
    [InlineData("", "api 127.0.0.1")]
    [InlineData("cli alice@box", "api 127.0.0.1 cli alice@box")]
    [InlineData("  a\tb  ", "api 127.0.0.1 ab")]
    public async Task A_caller_may_name_itself(string claimed, string caller)
    {
        await using var admin = await AdminHarness.StartAsync();

        await admin.GetAsync("/api/cluster/show", (AdminCaller.Header, claimed));

        Assert.Equal(caller, Assert.Single(admin.Service.Requests).Caller);
    }

    [Fact]
    public void A_callers_name_is_short_and_printable()
    {
        Assert.Equal($"api 10.0.0.1 {new string('x', AdminCaller.MaxLength)}",
            AdminCaller.Of(IPAddress.Parse("::ffff:10.0.0.1"), new string('x', 1000)));
        Assert.Equal("api 10.0.0.1 ab", AdminCaller.Of(IPAddress.Parse("10.0.0.1"), "a\r\n\u001bb\u00e9"));
    }

    [Fact]
    public async Task Beyond_loopback_it_does_not_start_without_a_token()
    {
        using var certificates = new TestCertificates();
        var open = new AdminOptions { Address = IPAddress.Any };

        foreach (var options in (AdminOptions[])[open, open with { Tls = certificates.Write("admin", "localhost") }])
        {
            var failure = await Assert.ThrowsAsync<IOException>(() => StartAsync(options));
            Assert.Contains("admin.token", failure.Message);
        }
    }

    [Fact]
    public async Task It_speaks_TLS_with_a_certificate_that_may_change()
    {
        using var certificates = new TestCertificates();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var options = new AdminOptions { Tls = certificates.Write("admin", "localhost") };
        await using var endpoint = await StartAsync(options, time);

        Assert.Equal("CN=admin", await SubjectAsync());
        File.Copy(certificates.Write("newer", "localhost").Certificate, options.Tls.Certificate, overwrite: true);
        File.Copy(certificates.FileOf("newer.key"), options.Tls.Key, overwrite: true);
        Assert.Equal("CN=admin", await SubjectAsync());
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("CN=newer", await SubjectAsync());

        File.WriteAllText(options.Tls.Certificate, "broken");
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("CN=newer", await SubjectAsync());

        async Task<string> SubjectAsync()
        {
            using var peer = await Peer.ConnectTlsAsync(endpoint.Address, "localhost");
            await peer.SendAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Assert.Equal(200, (await peer.ReadHeadAsync()).Status);
            return peer.Tls.RemoteCertificate!.Subject;
        }
    }

    private static Task<AdminEndpoint> StartAsync(AdminOptions options, TimeProvider? time = null) =>
        AdminEndpoint.StartAsync(options, new FakeOperatorService(), new NodeHealth(), () => true, null, time ?? TimeProvider.System,
            Logger.None);

    private static (string, string)[] Headers(string host, string origin, string site) =>
        [.. new (string Name, string Value)[] { ("Host", host), ("Origin", origin), ("Sec-Fetch-Site", site) }.Where(
            h => h.Value.Length > 0)];
}
