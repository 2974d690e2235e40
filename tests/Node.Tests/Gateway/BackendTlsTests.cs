using System.Net.Security;
using System.Security.Authentication;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>Plain requests to backends with TLS: which are believed, and what becomes of the others.</summary>
public sealed class BackendTlsTests : IDisposable
{
    private readonly TlsBackend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData("127.0.0.1", null)]
    [InlineData("backend.example.org", "backend.example.org")]
    public async Task A_request_goes_to_a_backend_that_is_believed(string name, string? serverName)
    {
        await using var proxy = await StartAsync(new BackendTls { Ca = _backend.Certificates.CaFile, ServerName = serverName });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/a"));

        using var upstream = await _backend.SecureAsync(name);
        Assert.Equal(serverName ?? "", upstream.Tls.TargetHostName);
        Assert.Equal(SslApplicationProtocol.Http11, upstream.Tls.NegotiatedApplicationProtocol);
        Assert.Equal("GET /a HTTP/1.1", (await upstream.ReadHeadAsync()).StartLine);
        await upstream.SendAsync(Answers.Ok);

        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("ok", await client.ReadTextAsync(2));
    }

    [Theory]
    [InlineData(null, "127.0.0.1")] // a root that the system does not know
    [InlineData("ca", "127.0.0.2")] // another one's name
    public async Task A_backend_that_is_not_believed_is_a_502_and_sees_no_byte_of_the_request(string? ca, string name)
    {
        await using var proxy = await StartAsync(new BackendTls { Ca = ca is null ? null : _backend.Certificates.CaFile });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Content-Length: 2") + "hi");

        using var socket = await _backend.AcceptAsync();
        var handshake = await Record.ExceptionAsync(async () =>
            Assert.Empty((await (await socket.SecureAsync(_backend.Server(name))).ReadToEndAsync()).Bytes));

        Assert.True(handshake is null or IOException or AuthenticationException, $"{handshake}");
        Assert.Equal(502, (await client.ReadHeadAsync()).Status);
        Assert.Equal(TerminationReason.BackendTlsFailed, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
    }

    [Fact]
    public async Task A_backend_that_speaks_no_TLS_is_left_for_another_one_whatever_the_method()
    {
        using var good = new ScriptedBackend();
        await using var proxy = await StartAsync(new BackendTls { Ca = _backend.Certificates.CaFile }, good.TlsUrl);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Content-Length: 2") + "hi");

        using var plain = await _backend.AcceptAsync();
        await plain.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n");
        using var upstream = await (await good.AcceptAsync()).SecureAsync(_backend.Server("127.0.0.1"));
        Assert.Equal("POST / HTTP/1.1", (await upstream.ReadHeadAsync()).StartLine);
        Assert.Equal("hi", await upstream.ReadTextAsync(2));
        await upstream.SendAsync(Answers.Ok);

        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal(TerminationReason.BackendTlsFailed, (await proxy.Log.FirstAsync<FailedAttempt>()).Reason);
    }

    [Fact]
    public async Task A_backend_that_asks_for_a_certificate_is_shown_ours()
    {
        await using var proxy = await StartAsync(new BackendTls { Verify = false, Certificate = _backend.Certificates.Write("proxy") });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        var server = _backend.Server("anybody");
        server.ClientCertificateRequired = true;
        server.RemoteCertificateValidationCallback = _backend.Certificates.Verify;

        using var upstream = await _backend.SecureAsync(server);

        Assert.Equal("CN=proxy", upstream.Tls.RemoteCertificate!.Subject);
        await upstream.ReadHeadAsync();
        await upstream.SendAsync(Answers.Ok);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
    }

    [Fact]
    public async Task Roots_that_change_are_used_by_the_next_handshake()
    {
        using var others = new TestCertificates();
        var file = _backend.Certificates.FileOf("roots.pem");
        File.Copy(others.CaFile, file);
        var options = _backend.Options(new BackendTls { Ca = file });
        await using var proxy = await GatewayProxy.StartAsync(
            options with { Tls = new TlsOptions { ReloadInterval = TimeSpan.FromMilliseconds(20) } });
        Assert.Equal(502, await StatusAsync(proxy));

        File.Copy(_backend.Certificates.CaFile, file, overwrite: true);

        await Wait.UntilAsync(async () => await StatusAsync(proxy) == 200, "a backend that is believed");
    }

    [Fact]
    public async Task Requests_for_many_hosts_share_a_connection()
    {
        await using var proxy = await StartAsync(new BackendTls { Ca = _backend.Certificates.CaFile });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
        using var upstream = await _backend.SecureAsync("127.0.0.1");
        foreach (var host in (string[])["a.example", "b.example"])
        {
            Assert.Equal([host], (await upstream.ReadHeadAsync())["Host"]);
            await upstream.SendAsync(Answers.Ok);
            Assert.Equal(200, (await client.ReadHeadAsync()).Status);
            await client.ReadTextAsync(2);
            await client.SendAsync("GET / HTTP/1.1\r\nHost: b.example\r\n\r\n");
        }
        Assert.False(_backend.HasConnection);
    }

    private async Task<int> StatusAsync(GatewayProxy proxy)
    {
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        using var socket = await _backend.AcceptAsync();
        try
        {
            using var upstream = await socket.SecureAsync(_backend.Server("127.0.0.1"));
            await upstream.ReadHeadAsync();
            await upstream.SendAsync(Answers.LastOk);
            return (await client.ReadHeadAsync()).Status;
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            return (await client.ReadHeadAsync()).Status;
        }
    }

    private Task<GatewayProxy> StartAsync(BackendTls tls, params string[] more) => GatewayProxy.StartAsync(_backend.Options(tls, more));
}
