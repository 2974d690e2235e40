using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Tls;

/// <summary>Backends with TLS: which are believed, and what becomes of the others.</summary>
public sealed class BackendTlsTests : IDisposable
{
    private readonly TlsBackend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData("127.0.0.1", null)]
    [InlineData("backend.example.org", "backend.example.org")]
    public async Task A_backend_whose_certificate_has_the_name_is_believed(string name, string? serverName)
    {
        await using var proxy = await StartAsync(new BackendTls { Ca = _backend.Certificates.CaFile, ServerName = serverName });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());

        using var upstream = await _backend.SecureAsync(name);
        // RFC 6066 section 3: no server name where there is an address only.
        Assert.Equal(serverName ?? "", upstream.Tls.TargetHostName);
        Assert.Equal("GET / HTTP/1.1", (await upstream.ReadHeadAsync()).StartLine);
        await upstream.SendAsync(Handshakes.Switching);

        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await upstream.SendAsync(Frame.FromBackend("secret"));
        Assert.Equal("secret", (await client.ReadFrameAsync()).Text);
        await client.SendAsync(Frame.FromClient("mine"));
        Assert.Equal("mine", (await upstream.ReadFrameAsync()).Text);
    }

    [Theory] // RFC 6455 section 7.1.1; RFC 8446 section 6.1: a close_notify is not the end of TCP
    [InlineData(TransportKind.Auto, false)]
    [InlineData(TransportKind.Auto, true)]
    [InlineData(TransportKind.Sockets, false)]
    [InlineData(TransportKind.Sockets, true)]
    public async Task A_backend_with_TLS_closes_TCP_first_behind_the_close_handshake(TransportKind transport, bool notifies)
    {
        var options = _backend.Options(new BackendTls { Ca = _backend.Certificates.CaFile });
        await using var proxy = await TestProxy.StartAsync(
            options with { Transport = options.Transport with { Kind = transport } });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        using var upstream = await _backend.SecureAsync("127.0.0.1");
        await upstream.ReadHeadAsync();
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await client.SendAsync(Frame.CloseFromClient(1000));
        Assert.True((await upstream.ReadFrameAsync()).IsClose);
        await upstream.SendAsync(Frame.CloseFromBackend(1000));
        Assert.True((await client.ReadFrameAsync()).IsClose);
        if (notifies)
            await upstream.Tls.ShutdownAsync();
        else
            client.Finish();
        Assert.Equal(TerminationReason.Closed, (await proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);

        Assert.Empty((await upstream.ReadToEndAsync()).Bytes); // our close_notify
        await proxy.TurnAsync();
        Assert.False(upstream.HasEnded);
        Assert.Equal(1, proxy.Node.Context.Sockets.Backends);

        upstream.Finish();
        await Wait.UntilAsync(() => upstream.HasEnded, "our FIN");
        await Wait.UntilAsync(() => proxy.Node.Context.Sockets.Backends == 0, "its socket is closed");
    }

    [Theory]
    [InlineData(null, "127.0.0.1")]    // a root that the system does not know
    [InlineData("ca", "127.0.0.2")]    // another one's name
    [InlineData("ca", "localhost")]    // the name of the address is not asked for
    [InlineData("other", "127.0.0.1")] // another root
    public async Task A_backend_that_is_not_believed_is_a_502_and_sees_no_byte_of_the_request(string? ca, string name)
    {
        using var others = new TestCertificates();
        await using var proxy = await StartAsync(new BackendTls { Ca = ca switch { "ca" => _backend.Certificates.CaFile,
            "other" => others.CaFile, _ => null } });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());

        using var socket = await _backend.AcceptAsync();
        var handshake = await Record.ExceptionAsync(async () =>
        {
            var upstream = await socket.SecureAsync(_backend.Server(name));
            Assert.Empty((await upstream.ReadToEndAsync()).Bytes);
        });

        Assert.Equal(502, (await client.ReadHeadAsync()).Status);
        Assert.DoesNotContain("certificate", (await client.ReadToEndAsync()).Text);
        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal(TerminationReason.BackendTlsFailed, refused.Reason);
        Assert.NotEmpty(refused.Detail);
        Assert.True(handshake is null or IOException or System.Security.Authentication.AuthenticationException, $"{handshake}");
    }

    [Fact]
    public async Task Where_nothing_is_verified_any_certificate_will_do()
    {
        await using var proxy = await StartAsync(new BackendTls { Verify = false });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        using var upstream = await _backend.SecureAsync("anybody");
        await upstream.ReadHeadAsync();
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
    }

    [Fact]
    public async Task A_backend_that_asks_for_a_certificate_is_shown_ours()
    {
        await using var proxy = await StartAsync(new BackendTls { Ca = _backend.Certificates.CaFile,
            Certificate = _backend.Certificates.Write("proxy") });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var server = _backend.Server("127.0.0.1");
        server.ClientCertificateRequired = true;
        server.RemoteCertificateValidationCallback = _backend.Certificates.Verify;

        using var upstream = await _backend.SecureAsync(server);

        Assert.Equal("CN=proxy", upstream.Tls.RemoteCertificate!.Subject);
        await upstream.ReadHeadAsync();
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
    }

    [Fact]
    public async Task A_backend_that_speaks_no_TLS_is_left_for_another_one()
    {
        using var good = new WebSocketBackend(_backend.Certificates.Issue("CN=backend", "127.0.0.1"));
        await using var proxy = await StartAsync(new BackendTls { Ca = _backend.Certificates.CaFile }, good.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());

        using var plain = await _backend.AcceptAsync();
        await plain.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n");

        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        Assert.Equal(TerminationReason.BackendTlsFailed, (await proxy.Log.FirstAsync<FailedAttempt>()).Reason);
        Assert.Equal(2, (await proxy.Log.FirstAsync<OpenedEvent>()).Connection.Attempt);
    }

    [Fact]
    public async Task A_backend_that_stalls_in_the_handshake_is_a_connect_timeout()
    {
        await using var proxy = await StartAsync(new BackendTls());
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        using var silent = await _backend.AcceptAsync();
        var answer = client.ReadHeadAsync();

        await proxy.PassUntilAsync(answer, proxy.Options.Handshake.ConnectTimeout);

        Assert.Equal(504, (await answer).Status);
        Assert.Equal(TerminationReason.BackendConnectTimeout, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
    }

    private Task<TestProxy> StartAsync(BackendTls tls, params string[] more) => TestProxy.StartAsync(_backend.Options(tls, more));
}
