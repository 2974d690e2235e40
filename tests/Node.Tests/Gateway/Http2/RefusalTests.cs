using System.Net;
using System.Net.Security;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>Requests by HTTP/2 that are answered by us, and clients that do not get HTTP/2.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("TRACE", "/", 405, TerminationReason.MethodNotAllowed)]
    [InlineData("GET", "/long", 414, TerminationReason.TargetTooLong)]
    [InlineData("GET", "/", 502, TerminationReason.BackendRefused)]
    public async Task A_refused_request_has_the_status_of_its_reason_and_leaves_the_connection(
        string method, string path, int status, TerminationReason reason)
    {
        using var port = new ClosedPort();
        await using var proxy = await Http2Proxy.StartAsync(port.Url);
        using var client = proxy.Client();
        for (var i = 0; i < 2; i++)
        {
            var target = path == "/long" ? "/" + new string('a', 9000) : path;
            using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri("https://localhost" + target,
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Version = HttpVersion.Version20 });
            Assert.Equal(status, (int)response.StatusCode);
            Assert.StartsWith($"{status} ", await response.Content.ReadAsStringAsync());
            Assert.Null(response.Headers.ConnectionClose);
        }
        Assert.All(await proxy.Log.AtLeastAsync<ServedRequest>(2), s => Assert.Equal((reason, status), (s.Reason, s.Status)));
        Assert.Equal(1, proxy.Connections);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_a_413()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url),
            change: options => options with { Http = options.Http with { MaxBodySize = 10 } });
        using var client = proxy.Client();

        using var response = await client.PostAsync("/", new ByteArrayContent(new byte[11]));

        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal(TerminationReason.BodyTooLarge, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        Assert.False(backend.HasConnection);
    }

    [Fact] // RFC 9113 section 8.3.1: the first is what is routed, and all that the backend sees.
    public async Task The_authority_stands_for_the_Host()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(backend.Url);
        using var client = proxy.Client();
        var answer = client.SendAsync(new HttpRequestMessage(
            HttpMethod.Get, "/") { Version = HttpVersion.Version20, Headers = { Host = "other.example:81" } });
        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");

        Assert.Equal(["other.example:81"], request["Host"]);
        Assert.Equal(HttpStatusCode.NoContent, (await answer).StatusCode);
        Assert.Equal("other.example", (await proxy.Log.FirstAsync<ServedRequest>()).Host);
        upstream.Dispose();
    }

    [Fact]
    public async Task Where_it_is_off_HTTP_1_1_is_agreed_on()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url), tls: tls => tls with { Http2 = false });

        using var client = await Peer.ConnectTlsAsync(proxy.Gateway.Node.Listeners.EndPoints[TestRoutes.Listener], "localhost",
            options => options.ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]);

        Assert.Equal(SslApplicationProtocol.Http11, client.Tls.NegotiatedApplicationProtocol);
    }

    [Fact]
    public async Task A_client_with_too_many_connections_is_cut()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url),
            change: options => options with { Limits = options.Limits with { MaxConnectionsPerClient = 1 } });
        using var first = proxy.Client();
        var answer = first.GetAsync("/");
        var (upstream, _) = await backend.AcceptRequestAsync();
        using var second = proxy.Client();

        await Assert.ThrowsAsync<HttpRequestException>(() => second.GetAsync("/"));

        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal((TerminationReason.ClientLimit, null), (refused.Reason, refused.Status));
        await upstream.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal(HttpStatusCode.NoContent, (await answer).StatusCode);
        upstream.Dispose();
    }
}
