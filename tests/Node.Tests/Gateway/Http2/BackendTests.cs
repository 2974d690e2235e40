using System.IO.Pipelines;
using System.Net;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Termination;
using Microsoft.AspNetCore.Http;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>Backends that speak HTTP/2, with TLS and without.</summary>
public sealed class BackendTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_arrives_as_it_was_sent(bool tls)
    {
        await using var backend = await StartAsync(tls, async http =>
        {
            http.Response.Headers["X-Seen"] = $"{http.Request.Protocol} {http.Request.Scheme} {http.Request.Host} {http.Request.Path}";
            await http.Request.Body.CopyToAsync(http.Response.Body);
        });
        await using var proxy = await StartAsync(backend);
        using var client = proxy.Client();

        using var response = await client.PostAsync("/a", new StringContent("hello"));

        Assert.Equal($"HTTP/2 {(tls ? "https" : "http")} localhost /a", Assert.Single(response.Headers.GetValues("X-Seen")));
        Assert.Equal("hello", await response.Content.ReadAsStringAsync());
    }

    [Theory] // What gRPC needs: messages both ways at once, and a status behind the last one.
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_goes_both_ways_at_once_and_ends_with_trailers(bool tls)
    {
        await using var backend = await StartAsync(tls, async http =>
        {
            Assert.Equal("trailers", http.Request.Headers.TE.ToString());
            http.Response.ContentType = http.Request.ContentType;
            await http.Response.Body.FlushAsync();
            var buffer = new byte[100];
            while (await http.Request.Body.ReadAsync(buffer) is > 0 and var count)
            {
                await http.Response.Body.WriteAsync(buffer.AsMemory(0, count));
                await http.Response.Body.FlushAsync();
            }
            http.Response.AppendTrailer("grpc-status", "0");
        });
        await using var proxy = await StartAsync(backend);
        using var client = proxy.Client();
        var messages = new Pipe();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/echo.Echo/Talk") { Version = HttpVersion.Version20,
            Content = new DuplexContent(messages.Reader) };
        request.Headers.TE.Add(new("trailers"));
        request.Content.Headers.ContentType = new("application/grpc");

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(response.IsSuccessStatusCode, string.Join("; ", proxy.Log.All));
        Assert.Equal("application/grpc", response.Content.Headers.ContentType!.MediaType);
        await using var answers = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[5];
        for (byte i = 0; i < 20; i++)
        {
            await messages.Writer.WriteAsync(new byte[] { 0, 0, 0, 0, i });
            await answers.ReadExactlyAsync(buffer);
            Assert.Equal(i, buffer[4]);
        }
        await messages.Writer.CompleteAsync();

        Assert.Equal(0, await answers.ReadAsync(buffer));
        Assert.Equal("0", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
        var served = await proxy.Log.FirstAsync<ServedRequest>();
        Assert.Equal((TerminationReason.Completed, 100L, 100L), (served.Reason, served.BytesFromClient, served.BytesToClient));
    }

    [Fact] // A gRPC error without a message: a response of a head and trailers only.
    public async Task Trailers_without_a_body_pass()
    {
        await using var backend = await StartAsync(true, http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.AppendTrailer("grpc-status", "5");
            return Task.CompletedTask;
        });
        await using var proxy = await StartAsync(backend);
        using var client = proxy.Client();

        using var response = await client.PostAsync("/", new ByteArrayContent([0, 0, 0, 0, 0]));
        await response.Content.ReadAsByteArrayAsync();

        Assert.Equal("5", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
    }

    [Fact]
    public async Task A_client_that_leaves_resets_the_backends_stream()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var backend = await StartAsync(true, async http =>
        {
            http.RequestAborted.Register(cancelled.SetResult);
            arrived.SetResult();
            await cancelled.Task;
        });
        await using var proxy = await StartAsync(backend);
        using var client = proxy.Client();
        using var leaving = new CancellationTokenSource();
        var answer = client.GetAsync("/", leaving.Token);
        await arrived.Task.WaitAsync(Peer.Timeout);

        await leaving.CancelAsync();

        await cancelled.Task.WaitAsync(Peer.Timeout);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal(TerminationReason.ClientLost, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
    }

    [Fact]
    public async Task A_backend_that_resets_its_stream_is_lost_and_the_connection_stays()
    {
        await using var backend = await StartAsync(true, async http =>
        {
            await http.Response.Body.FlushAsync();
            if (http.Request.Path == "/lost")
                http.Abort();
        });
        await using var proxy = await StartAsync(backend);
        using var client = proxy.Client();

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/lost"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/")).StatusCode);

        Assert.Equal([TerminationReason.BackendLost, TerminationReason.Completed],
            (await proxy.Log.AtLeastAsync<ServedRequest>(2)).Select(s => s.Reason));
        Assert.Equal(1, proxy.Connections);
    }

    [Fact] // RFC 9113 section 3.2
    public async Task A_backend_that_does_not_agree_on_HTTP_2_is_a_502()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend.TlsUrl);
        using var client = proxy.Client();
        var answer = client.GetAsync("/");
        using var upstream = await (await backend.AcceptAsync())
            .SecureAsync(new() { ServerCertificate = _certificates.Issue("CN=backend", "127.0.0.1") });

        Assert.Equal(HttpStatusCode.BadGateway, (await answer).StatusCode);
        Assert.Equal(TerminationReason.BackendTlsFailed, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
    }

    [Fact]
    public async Task Clients_of_HTTP_1_1_are_served_by_it_too()
    {
        await using var backend = await StartAsync(false, http => http.Response.WriteAsync(http.Request.Protocol));
        await using var proxy = await GatewayProxy.StartAsync(TestRoutes.Route(Pool(backend.Url)));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("6\r\nHTTP/2\r\n0\r\n\r\n", await client.ReadTextAsync(16));
    }

    [Fact] // How gRPC tells of an error: clients take it for none where an empty DATA frame follows
    public async Task A_response_that_ends_with_its_head_does_so_for_the_client()
    {
        await using var backend = await StartAsync(false, http =>
        {
            http.Response.Headers["grpc-status"] = "5";
            return Task.CompletedTask;
        });
        await using var proxy = await StartAsync(backend);
        using var client = await RawHttp2.ConnectAsync(proxy);

        Assert.True(await client.EndsWithHeadAsync(await client.BeginAsync(RawHttp2.Get())));

        Assert.Equal(200, (await proxy.Log.FirstAsync<ServedRequest>()).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_resets_behind_its_body_leaves_nothing_behind(bool whole)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var backend = await StartAsync(false, async http =>
        {
            await http.Request.Body.ReadExactlyAsync(new byte[2]);
            asked.SetResult();
            using var gone = http.RequestAborted.Register(left.SetResult);
            await left.Task;
        });
        await using var proxy = await StartAsync(backend);
        using (var client = await RawHttp2.ConnectAsync(proxy))
        {
            var stream = await client.BeginAsync(
                [(":method", "POST"), (":scheme", "https"), (":authority", "localhost"), (":path", "/")], isWhole: false);
            await client.SendDataAsync(stream, "ok"u8.ToArray());
            if (whole)
                await client.EndAsync(stream);
            await asked.Task.WaitAsync(Peer.Timeout);

            await client.ResetAsync(stream);

            await left.Task.WaitAsync(Peer.Timeout);
            Assert.Equal(TerminationReason.ClientLost, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
            await Wait.UntilAsync(async () => (await proxy.Gateway.ListAsync()).Connections.IsEmpty, "no entry");
        }
        await proxy.Gateway.DrainedAsync();
    }

    [Fact] // RFC 9110 section 10.1.1; .NET's client has heard it of the backend, and tells nobody
    public async Task A_client_that_expects_100_gets_it_when_the_backend_wants_the_body()
    {
        await using var backend = await StartAsync(false, async http =>
        {
            if (http.Request.Path == "/no")
                http.Response.StatusCode = 417;
            else
                await http.Request.Body.CopyToAsync(http.Response.Body);
        });
        await using var proxy = await GatewayProxy.StartAsync(TestRoutes.Route(Pool(backend.Url)));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/yes", "Expect: 100-continue", "Content-Length: 2"));
        Assert.Equal(100, (await client.ReadHeadAsync()).Status);
        await client.SendAsync("ok");
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("2\r\nok\r\n0\r\n\r\n", await client.ReadTextAsync(12));

        await client.SendAsync(Requests.Of("POST", "/no", "Expect: 100-continue", "Content-Length: 2"));
        Assert.Equal(417, (await client.ReadHeadAsync()).Status);
    }

    [Fact] // RFC 9113 section 8.1
    public async Task An_early_answer_ends_no_connection_of_a_client()
    {
        await using var backend = await StartAsync(false, async http =>
        {
            await http.Response.Body.FlushAsync();
            await http.Request.Body.CopyToAsync(http.Response.Body);
        });
        await using var proxy = await GatewayProxy.StartAsync(TestRoutes.Route(Pool(backend.Url)));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Content-Length: 2") + "o");
        var head = await client.ReadHeadAsync();
        Assert.Equal((200, 0), (head.Status, head["Connection"].Length));
        Assert.Equal("1\r\no\r\n", await client.ReadTextAsync(6));

        await client.SendAsync("k" + Requests.Get("/next"));

        Assert.Equal("1\r\nk\r\n0\r\n\r\n", await client.ReadTextAsync(11));
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
    }

    [Fact]
    public async Task A_source_address_from_which_it_cannot_be_connected_to_is_passed_over()
    {
        await using var backend = await StartAsync(tls: false, http => http.Response.WriteAsync($"{http.Connection.RemoteIpAddress}"));
        var pool = Pool(backend.Url) with
        {
            SourceAddresses = [IPAddress.Parse("192.0.2.1"), IPAddress.IPv6Loopback, IPAddress.Parse("127.0.0.2")],
        };
        for (var round = 0; round < 5; round++) // the first connection of each may begin with another one
        {
            await using var proxy = await Http2Proxy.StartAsync(pool);
            using var client = proxy.Client();
            Assert.Equal("127.0.0.2", await client.GetStringAsync("/"));
        }
    }

    private Task<Http2Backend> StartAsync(bool tls, RequestDelegate serve) =>
        Http2Backend.StartAsync(tls ? _certificates.Issue("CN=backend", "127.0.0.1") : null, serve);

    private Task<Http2Proxy> StartAsync(Http2Backend backend) => StartAsync(backend.Url);

    private Task<Http2Proxy> StartAsync(string url) => Http2Proxy.StartAsync(Pool(url));

    private BackendPool Pool(string url) =>
        new("pool", TestRoutes.Pool(url).Backends, PickerKind.RoundRobin) { HttpVersion = BackendHttpVersion.Http2,
            Tls = new BackendTls { Ca = _certificates.CaFile } };

    /// <summary>Sends what is written to its pipe, piece by piece.</summary>
    private sealed class DuplexContent(PipeReader messages) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            while (true)
            {
                var read = await messages.ReadAsync();
                foreach (var segment in read.Buffer)
                    await stream.WriteAsync(segment);
                messages.AdvanceTo(read.Buffer.End);
                await stream.FlushAsync();
                if (read.IsCompleted)
                    break;
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
