using System.Net;
using System.Net.Http.Headers;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Hosting;
using ActorProxy.Transport;
using Akka.Event;

namespace ActorProxy.Node.Tests.Reload;

/// <summary>Sees what a node does with a value that it has taken over, where that can be seen from outside at once.</summary>
/// <param name="seen">The backend of the route <c>/seen</c>.</param>
/// <param name="tunnels">Those that are open.</param>
internal sealed class SettingProbe(NodeHost host, ScriptedBackend seen, IReadOnlyList<Peer> tunnels)
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        PooledConnectionLifetime = TimeSpan.Zero,
    });

    private IPEndPoint Web => host.Node.Listeners.EndPoints["web"];

    public Task SeeAsync(SettingCase one) => one.Path switch
    {
        "handshake.head-timeout" => ExpectAsync("", 408),
        "handshake.max-head-size" => ExpectAsync($"GET /seen HTTP/1.1\r\nHost: a\r\nX-A: {new string('a', 5000)}\r\n\r\n", 431),
        "handshake.max-header-count" =>
            ExpectAsync($"GET /seen HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Repeat("X-A: a\r\n", 30))}\r\n", 431),
        "handshake.max-target-size" => ExpectAsync($"GET /{new string('a', 1500)} HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        "http.max-body-size" => ExpectAsync("POST /seen HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n", 413),
        "http.enabled" => ExpectAsync("GET /seen HTTP/1.1\r\nHost: a\r\n\r\n", 426),
        "limits.max-connections" => LimitAsync(tunnels.Count + 1, 503),
        "limits.max-connections-per-client" => ExpectAsync(Handshakes.Request("/seen"), 429),
        "limits.connection-burst" => LimitAsync(1, 503),
        "limits.retry-after" => RetryAsync(),
        "tunnel.idle-timeout" => IdleAsync(),
        "forwarding.request-id-header" => HeadAsync(head => Assert.Single(head["X-Other-Id"])),
        "forwarding.forwarded" =>
            HeadAsync(head => Assert.StartsWith("for=127.0.0.1", Assert.Single(head["Forwarded"]), StringComparison.Ordinal)),
        "forwarding.x-forwarded" =>
            HeadAsync(head => Assert.Equal("127.0.0.1", Assert.Single(head["X-Forwarded-For"])), "X-Forwarded-For: 192.0.2.1"),
        "listeners.NAME.address" => Task.FromResult(Equal(IPAddress.Parse("127.0.0.2"), host.Node.Listeners.EndPoints["secure"].Address)),
        "listeners.NAME.port" => Task.FromResult(Equal(Port(one), host.Node.Listeners.EndPoints["secure"].Port)),
        "listeners.NAME.tls.certificates" => CertificateAsync("CN=two"),
        "health.address" or "health.port" =>
            GetAsync($"http://{Address(host.Node.Options.Health.Address)}:{host.Node.Options.Health.Port}/healthz"),
        "metrics.address" or "metrics.port" =>
            GetAsync($"http://{Address(host.Node.Options.Metrics.Address)}:{host.Node.Options.Metrics.Port}/metrics"),
        "admin.address" or "admin.port" => GetAsync($"{Admin}/healthz"),
        "admin.token" => TokenAsync("token-of-before-reload", "token-of-after-reload"),
        "admin.token-file" => TokenAsync("token-of-the-file-one", "token-of-the-file-two"),
        "admin.tls.certificate" => GetAsync($"{Admin}/healthz"),
        "limits.on-exhaustion" => Task.FromResult(Equal(true, host.Node.Context.Sockets.AcceptsSurplus)),
        "limits.buffer-memory" => Task.FromResult(Equal(1 << 20, host.Node.Context.Transport.Loops[0].Buffers.Limit)),
        "log.level" => Task.FromResult(Equal(LogLevel.WarningLevel, host.Node.System.EventStream.LogLevel)),
        "tunnel.keepalive" or "limits.write-timeout" =>
            Task.FromResult(Equal(new ChannelOptions(TimeSpan.FromSeconds(30)) { WriteTimeout = TimeSpan.FromSeconds(50) },
            host.Node.Context.ChannelOptions)),
        "routes.NAME.path" =>
            Task.FromResult(Equal("/b", host.Node.Context.Routes.Routes.Single(route => route.Id == "moving").Path.Value)),
        "metrics.max-series" => Task.FromResult(Equal(2000, host.Node.Metrics.MaxSeries)),
        _ => Task.CompletedTask, // it is read from the options with each connection, request or tap
    };

    private string Admin =>
        $"{(host.Node.Options.Admin.Tls is null ? "http" : "https")}://{host.Node.Options.Admin.Address}:{host.Node.Options.Admin.Port}";

    private static T Equal<T>(T expected, T actual)
    {
        Assert.Equal(expected, actual);
        return actual;
    }

    private static IPAddress Address(IPAddress bound) => bound.Equals(IPAddress.Any) ? IPAddress.Loopback : bound;

    private static int Port(SettingCase one) => int.Parse(one.After!, System.Globalization.CultureInfo.InvariantCulture);

    private async Task ExpectAsync(string request, int status)
    {
        using var client = await Peer.ConnectAsync(Web);
        if (request.Length > 0)
            await client.SendAsync(request);
        Assert.Equal(status, (await client.ReadHeadAsync()).Status);
    }

    /// <summary>Of clients that come at once the first ones are let in; who comes behind is not.</summary>
    private async Task LimitAsync(int most, int status)
    {
        List<Peer> clients = [];
        for (var open = tunnels.Count; open <= most + tunnels.Count; open++)
            clients.Add(await Peer.ConnectAsync(Web));
        await Wait.UntilAsync(() => clients.Any(client => client.Available > 0), "a refusal");
        Assert.Equal(status, (await clients.First(client => client.Available > 0).ReadHeadAsync()).Status);
        clients.ForEach(client => client.Dispose());
        await Wait.UntilAsync(() => host.Node.Context.Admission.Connections == tunnels.Count, "the tunnels alone");
    }

    private async Task RetryAsync()
    {
        List<Peer> clients = [await Peer.ConnectAsync(Web), await Peer.ConnectAsync(Web)];
        await Wait.UntilAsync(() => clients.Any(client => client.Available > 0), "a refusal");
        var refused = await clients.First(client => client.Available > 0).ReadHeadAsync();
        Assert.InRange(int.Parse(Assert.Single(refused["Retry-After"]), System.Globalization.CultureInfo.InvariantCulture), 1800, 3600);
        clients.ForEach(client => client.Dispose());
    }

    private async Task IdleAsync()
    {
        using var client = await Peer.ConnectAsync(Web);
        await client.SendAsync(Handshakes.Request("/echo"));
        await client.ReadHeadAsync();
        Assert.Equal(1001, (await client.ReadFrameAsync()).CloseCode);
    }

    private async Task HeadAsync(Action<HttpHead> check, params string[] fields)
    {
        using var client = await Peer.ConnectAsync(Web);
        await client.SendAsync(Handshakes.Request("/seen", fields: fields));
        var (backend, head) = await seen.AcceptRequestAsync();
        backend.Dispose();
        check(head);
    }

    private async Task CertificateAsync(string subject)
    {
        using var client = await Peer.ConnectTlsAsync(host.Node.Listeners.EndPoints["secure"], "localhost");
        Assert.Equal(subject, client.Tls.RemoteCertificate!.Subject);
    }

    private static async Task GetAsync(string url)
    {
        using var answer = await Client.GetAsync(url);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task TokenAsync(string before, string after)
    {
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK], [await StatusAsync(before), await StatusAsync(after)]);

        async Task<HttpStatusCode> StatusAsync(string token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get,
                $"{Admin}/api/catalogue") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
            using var answer = await Client.SendAsync(request);
            return answer.StatusCode;
        }
    }
}
