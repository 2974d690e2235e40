using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.Tls;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Tests.Tls;

/// <summary>Which handshakes come about on a listener with TLS, with which certificate, and how the others end.</summary>
public sealed class TlsHandshakeTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly ScriptedBackend _backend = new();

    public void Dispose()
    {
        _certificates.Dispose();
        _backend.Dispose();
    }

    [Fact] // RFC 6066 section 3
    public async Task The_name_that_the_client_asks_for_picks_the_certificate()
    {
        await using var proxy = await StartAsync(new ListenerTlsOptions
        {
            Certificates = [_certificates.Write("first", "a.example.org"), _certificates.Write("wild", "*.example.org"),
                _certificates.Write("exact", "b.example.org")],
        });
        Assert.Equal("CN=first", await SubjectAsync(proxy, "a.example.org"));
        Assert.Equal("CN=exact", await SubjectAsync(proxy, "b.example.org"));
        Assert.Equal("CN=wild", await SubjectAsync(proxy, "c.example.org"));
        Assert.Equal("CN=first", await SubjectAsync(proxy, "other.example"));
        Assert.Equal("CN=first", await SubjectAsync(proxy, ""));
    }

    [Fact]
    public async Task Without_a_default_certificate_only_known_names_are_served()
    {
        await using var proxy = await StartAsync(new ListenerTlsOptions
        {
            Certificates = [_certificates.Write("web", "a.example.org")],
            Default = DefaultCertificate.None,
        });
        Assert.Equal("CN=web", await SubjectAsync(proxy, "a.example.org"));
        await Assert.ThrowsAnyAsync<Exception>(() => SubjectAsync(proxy, "other.example"));
        await RefusedAsync(proxy, TerminationReason.TlsHandshakeFailed);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")]
    [InlineData("\x16\x03\x01\x00\x05hello")]
    public async Task A_client_that_speaks_no_TLS_is_closed_and_logged(string bytes)
    {
        await using var proxy = await StartAsync(Plain());
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(bytes);
        await client.ReadToEndAsync();

        await RefusedAsync(proxy, TerminationReason.TlsHandshakeFailed);
        await proxy.DrainedAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\x16\x03\x01")]
    public async Task A_client_that_stalls_in_the_handshake_is_cut_after_the_timeout(string part)
    {
        await using var proxy = await StartAsync(Plain() with { HandshakeTimeout = TimeSpan.FromSeconds(3) });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(part);
        var ending = client.ReadToEndAsync();

        await proxy.PassUntilAsync(ending, TimeSpan.FromSeconds(3));

        Assert.True((await ending).Reset);
        await RefusedAsync(proxy, TerminationReason.TlsHandshakeFailed);
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_handshake_is_lost_and_nothing_more()
    {
        await using var proxy = await StartAsync(Plain());
        using (var client = await proxy.ConnectAsync())
            await client.SendAsync("\x16\x03\x01");
        await RefusedAsync(proxy, TerminationReason.ClientLost);
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task After_the_handshake_the_head_has_its_own_deadline_and_its_answer_comes_through_TLS()
    {
        await using var proxy = await StartAsync(Plain());
        using var client = await Peer.ConnectTlsAsync(proxy.EndPoint, "localhost");
        var answer = client.ReadHeadAsync();

        await proxy.PassUntilAsync(answer, proxy.Options.Handshake.HeadTimeout);

        Assert.Equal(408, (await answer).Status);
        Assert.False((await client.ReadToEndAsync()).Reset);
        Assert.Equal(408, (await proxy.Log.FirstAsync<RefusedRequest>()).Status);
    }

    [Fact]
    public async Task A_version_that_is_not_allowed_fails_the_handshake()
    {
        await using var proxy = await StartAsync(Plain() with { Protocols = [TlsVersion.Tls13] });
        await Assert.ThrowsAsync<AuthenticationException>(() =>
            Peer.ConnectTlsAsync(proxy.EndPoint, "localhost", options => options.EnabledSslProtocols = SslProtocols.Tls12));
        await RefusedAsync(proxy, TerminationReason.TlsHandshakeFailed);
    }

    [Fact] // RFC 7301
    public async Task HTTP_1_1_is_negotiated_with_clients_that_offer_more()
    {
        await using var proxy = await StartAsync(Plain());
        using var client = await Peer.ConnectTlsAsync(proxy.EndPoint, "localhost", options => options.ApplicationProtocols =
            [System.Net.Security.SslApplicationProtocol.Http2, System.Net.Security.SslApplicationProtocol.Http11]);
        Assert.Equal(System.Net.Security.SslApplicationProtocol.Http11, client.Tls.NegotiatedApplicationProtocol);
    }

    [Fact]
    public async Task A_required_client_certificate_is_told_to_the_backend_and_nobody_can_forge_that()
    {
        await using var proxy = await StartAsync(ClientCertificates(ClientCertificateMode.Required));
        using var client = await Peer.ConnectTlsAsync(proxy.EndPoint, "localhost",
            options => options.ClientCertificates = [_certificates.Issue("CN=me, O=Zoë")]);

        await client.SendAsync(Handshakes.Request(fields: ["X-Client-Subject: CN=forged", "X_Client_Subject: CN=forged"]));
        var (upstream, seen) = await _backend.AcceptRequestAsync();
        upstream.Dispose();

        Assert.Equal(["CN=me, O=Zo\\C3\\AB"], seen["X-Client-Subject"]);
        Assert.Empty(seen["X_Client_Subject"]);
        Assert.Equal(["https"], seen["X-Forwarded-Proto"]);
    }

    [Theory]
    [InlineData(ClientCertificateMode.Required, false)]
    [InlineData(ClientCertificateMode.Required, true)]
    [InlineData(ClientCertificateMode.Optional, true)]
    public async Task A_client_without_a_valid_certificate_is_refused(ClientCertificateMode mode, bool strangers)
    {
        using var others = new TestCertificates();
        await using var proxy = await StartAsync(ClientCertificates(mode));

        // With TLS 1.3 the client learns of it only by what comes, or does not, after its handshake.
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var client = await Peer.ConnectTlsAsync(proxy.EndPoint, "localhost",
                options => options.ClientCertificates = strangers ? [others.Issue("CN=me")] : new X509CertificateCollection());
            await client.SendAsync(Handshakes.Request());
            await client.ReadHeadAsync();
        });

        await RefusedAsync(proxy, TerminationReason.TlsHandshakeFailed);
        Assert.False(_backend.HasConnection);
    }

    [Fact]
    public async Task An_optional_client_certificate_need_not_be_there()
    {
        await using var proxy = await StartAsync(ClientCertificates(ClientCertificateMode.Optional));
        using var client = await Peer.ConnectTlsAsync(proxy.EndPoint, "localhost");

        await client.SendAsync(Handshakes.Request(fields: ["X-Client-Subject: CN=forged"]));
        var (upstream, seen) = await _backend.AcceptRequestAsync();
        upstream.Dispose();

        Assert.Empty(seen["X-Client-Subject"]);
    }

    [Fact]
    public async Task A_node_does_not_start_with_a_certificate_that_cannot_be_used() =>
        await Assert.ThrowsAsync<CertificateException>(() => StartAsync(new ListenerTlsOptions
        {
            Certificates = [new CertificateFiles(_certificates.FileOf("none.pem"), _certificates.FileOf("none.key"))],
        }));

    private ListenerTlsOptions Plain() => new() { Certificates = [_certificates.Write("web", "localhost")] };

    private ListenerTlsOptions ClientCertificates(ClientCertificateMode mode) =>
        Plain() with { ClientCertificate = mode, ClientCa = _certificates.CaFile };

    private Task<TestProxy> StartAsync(ListenerTlsOptions tls) =>
        TestProxy.StartAsync(TlsListeners.Options(tls, TransportKind.Auto, _backend.Url));

    private static async Task<string> SubjectAsync(TestProxy proxy, string serverName)
    {
        using var client = await Peer.ConnectTlsAsync(proxy.EndPoint, serverName);
        return client.Tls.RemoteCertificate!.Subject;
    }

    private static async Task RefusedAsync(TestProxy proxy, TerminationReason reason)
    {
        await Wait.UntilAsync(() => proxy.Log.All.OfType<RefusedRequest>()
            .Any(r => r.Reason == reason && r.Status is null && r.Detail.Length > 0),
            $"the refusal for {reason}: {string.Join(", ", proxy.Log.All)}");
    }
}
