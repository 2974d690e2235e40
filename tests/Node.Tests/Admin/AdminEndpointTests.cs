using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Admin;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Options;
using Microsoft.AspNetCore.Http;
using Serilog.Core;

namespace ActorProxy.Node.Tests.Admin;

public sealed class AdminEndpointTests : IAsyncLifetime
{
    private AdminHarness _admin = null!;

    public static TheoryData<string> Commands => [.. OperatorCatalogue.All.Select(c => c.Name)];

    public async Task InitializeAsync() =>
        _admin = await AdminHarness.StartAsync(metrics: context => context.Response.WriteAsync("up 1\n"));

    public async Task DisposeAsync() => await _admin.DisposeAsync();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_is_posted_with_all_its_arguments(string name)
    {
        var command = OperatorCatalogue.Find(name)!;
        var arguments = command.Arguments.ToDictionary(a => a.Name, AdminHarness.Sample);
        var body = new JsonObject(arguments.Select(a => KeyValuePair.Create<string, JsonNode?>(a.Key, a.Value)));

        var answer = await AdminHarness.ReadAsync(_admin.PostAsync($"/api/{command.Group}/{command.Verb}", body.ToJsonString()));

        Assert.Equal((HttpStatusCode.OK, $"{{\"kind\":\"line\",\"text\":\"{name} done\"}}\n"), answer);
        var request = Assert.Single(_admin.Service.Requests);
        Assert.Equal((name, "api 127.0.0.1", false), (request.Command, request.Caller, request.Local));
        Assert.Equal(arguments.OrderBy(a => a.Key, StringComparer.Ordinal), request.Arguments);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Commands_that_read_and_no_others_are_also_got(string name)
    {
        var command = OperatorCatalogue.Find(name)!;
        var query = string.Join('&', command.Arguments.Select(a => $"{a.Name}={Uri.EscapeDataString(AdminHarness.Sample(a))}"));

        using var response = await _admin.GetAsync($"/api/{command.Group}/{command.Verb}?{query}");

        if (command.Effect == CommandEffect.Reads)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(command.Arguments.Length, Assert.Single(_admin.Service.Requests).Arguments.Count);
        }
        else
        {
            Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (response.StatusCode, response.Content.Headers.Allow.Single()));
            Assert.Empty(_admin.Service.Requests);
        }
    }

    [Fact]
    public async Task Numbers_and_booleans_become_text()
    {
        await AdminHarness.ReadAsync(_admin.PostAsync("/api/connections/list", """{"limit":7,"reverse":true,"route":"chat"}"""));

        Assert.Equal(["limit=7", "reverse=true", "route=chat"],
            Assert.Single(_admin.Service.Requests).Arguments.Select(a => $"{a.Key}={a.Value}"));
    }

    [Theory]
    [InlineData("/api/connections/list", "[]", HttpStatusCode.BadRequest, "the body is no JSON object of arguments")]
    [InlineData("/api/connections/list", "{", HttpStatusCode.BadRequest, "the body is no JSON object of arguments: ")]
    [InlineData("/api/connections/show", """{"id":"\ud800"}""", HttpStatusCode.BadRequest,
        "the body is no JSON object of arguments: a text in it is no Unicode")]
    [InlineData("/api/connections/show", """{"\udfff":"x"}""", HttpStatusCode.BadRequest,
        "the body is no JSON object of arguments: a text in it is no Unicode")]
    [InlineData("/api/connections/list", """{"limit":1,"limit":2}""", HttpStatusCode.BadRequest,
        "the body is no JSON object of arguments: ")]
    [InlineData("/api/routes/put", """{"id":"a","document":{"backends":["ws://x:1"]}}""", HttpStatusCode.BadRequest,
        "document is neither a text nor a number nor a boolean; write an object as a text that holds its JSON")]
    [InlineData("/api/connections/list", """{"limit":null}""", HttpStatusCode.BadRequest,
        "limit is neither a text nor a number nor a boolean")]
    [InlineData("/api/connections/list?limit=1", "{}", HttpStatusCode.BadRequest, "arguments of a POST are in its body")]
    [InlineData("/api/connections/list", """{"limit":0}""", HttpStatusCode.BadRequest,
        "limit: '0' is not allowed; allowed is a whole number from 1 to 10000")]
    [InlineData("/api/connection/list", "{}", HttpStatusCode.NotFound,
        "there is no command 'connection list'; did you mean /api/connections/list?")]
    [InlineData("/api/xyz", "{}", HttpStatusCode.NotFound, "there is no command 'xyz'; see /api/catalogue")]
    [InlineData("/api/connections list", "{}", HttpStatusCode.NotFound, "there is no command 'connections list'")]
    [InlineData("/nothing", "{}", HttpStatusCode.NotFound, "there is nothing here")]
    [InlineData("/api/catalogue", "{}", HttpStatusCode.MethodNotAllowed, "GET or HEAD only")]
    public async Task What_is_wrong_is_said_as_an_error_answer(string path, string body, HttpStatusCode status, string text)
    {
        using var response = await _admin.PostAsync(path, body);

        Assert.Equal((status, "application/x-ndjson"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        var line = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("error", (string?)line["kind"]);
        Assert.StartsWith(text, (string?)line["text"]);
    }

    [Fact]
    public async Task An_argument_that_is_given_twice_is_wrong()
    {
        var (status, body) = await AdminHarness.ReadAsync(_admin.GetAsync("/api/connections/list?limit=1&limit=2"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("limit is given more than once", body);
    }

    [Fact]
    public async Task A_body_has_an_end()
    {
        var (status, body) = await AdminHarness.ReadAsync(
            _admin.PostAsync("/api/routes/put", $$"""{"id":"a","document":"{{new string('x', AdminEndpoint.MaxBodySize)}}"}"""));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("512 KiB", body);
        Assert.Empty(_admin.Service.Requests);
    }

    [Fact]
    public async Task Forms_are_refused()
    {
        var form = new FormUrlEncodedContent([KeyValuePair.Create("id", "5f3a9c21-1b")]);

        var response = await _admin.Client.PostAsync("/api/connections/close", form);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Empty(_admin.Service.Requests);
    }

    [Fact]
    public async Task Rows_warnings_and_pages_are_lines()
    {
        _admin.Service.Answers(OperatorAnswer.Of(new JsonObject { ["id"] = "a", ["age"] = 12 }), OperatorAnswer.Warning("node-2 is late"),
            OperatorAnswer.Next("t"));

        var (status, body) = await AdminHarness.ReadAsync(_admin.GetAsync("/api/connections/list"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""
            {"kind":"row","row":{"id":"a","age":12}}
            {"kind":"warning","text":"node-2 is late"}
            {"kind":"next","text":"t"}

            """, body, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task An_error_after_other_pieces_cannot_change_the_status()
    {
        _admin.Service.Answers(OperatorAnswer.Line("begun"), OperatorAnswer.Error("but not done"));

        var (status, body) = await AdminHarness.ReadAsync(_admin.GetAsync("/api/config/check"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.EndsWith("{\"kind\":\"error\",\"text\":\"but not done\"}\n", body);
    }

    [Fact]
    public async Task Pieces_arrive_before_the_next_is_made()
    {
        var pieces = Channel.CreateUnbounded<OperatorAnswer>();
        _admin.Service.Answer = (_, cancellation) => pieces.Reader.ReadAllAsync(cancellation);
        await pieces.Writer.WriteAsync(OperatorAnswer.Line("first"));

        using var response = await _admin.GetAsync("/api/connections/tap?id=a").WaitAsync(Peer.Timeout);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Contains("first", await reader.ReadLineAsync().WaitAsync(Peer.Timeout));

        await pieces.Writer.WriteAsync(OperatorAnswer.Line("second"));
        Assert.Contains("second", await reader.ReadLineAsync().WaitAsync(Peer.Timeout));

        pieces.Writer.Complete();
        Assert.Null(await reader.ReadLineAsync().WaitAsync(Peer.Timeout));
    }

    [Fact]
    public async Task Hanging_up_cancels_the_command()
    {
        var cancelled = new TaskCompletionSource();
        var pieces = Channel.CreateUnbounded<OperatorAnswer>();
        _admin.Service.Answer = (_, cancellation) =>
        {
            cancellation.Register(cancelled.SetResult);
            return pieces.Reader.ReadAllAsync(cancellation);
        };
        await pieces.Writer.WriteAsync(OperatorAnswer.Line("first"));

        using (await _admin.GetAsync("/api/connections/tap?id=a").WaitAsync(Peer.Timeout))
            Assert.False(cancelled.Task.IsCompleted);

        await cancelled.Task.WaitAsync(Peer.Timeout);
        Assert.Empty(_admin.Log.Lines);
    }

    [Fact]
    public async Task A_defect_is_logged_and_tells_no_insides()
    {
        _admin.Service.Answer = (_, _) => throw new InvalidOperationException("secret insides");

        var (status, body) = await AdminHarness.ReadAsync(_admin.GetAsync("/api/cluster/show"));

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Equal("{\"kind\":\"error\",\"text\":\"cluster show failed, by a defect of ActorProxy; the node\\u0027s log says more\"}\n",
            body);
        Assert.Contains("cluster show", Assert.Single(_admin.Log.Lines));
    }

    [Fact]
    public async Task It_answers_as_the_health_endpoint_does()
    {
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await AdminHarness.ReadAsync(_admin.GetAsync("/healthz")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AdminHarness.ReadAsync(_admin.GetAsync("/readyz"))).Status);

        _admin.Health.Update(s => s with { Listening = true, Member = true, RoutesSynced = true });

        Assert.Equal(HttpStatusCode.OK, (await AdminHarness.ReadAsync(_admin.GetAsync("/readyz"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await AdminHarness.ReadAsync(_admin.GetAsync("/startupz"))).Status);
    }

    [Fact]
    public async Task Metrics_are_the_delegates()
    {
        Assert.Equal((HttpStatusCode.OK, "up 1\n"), await AdminHarness.ReadAsync(_admin.GetAsync("/metrics")));

        await using var without = await AdminHarness.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await AdminHarness.ReadAsync(without.GetAsync("/metrics"))).Status);
    }

    [Fact]
    public async Task The_page_may_talk_to_its_own_endpoint_alone()
    {
        using var root = await _admin.GetAsync("/");
        Assert.Equal("/dashboard", root.Headers.Location!.OriginalString);

        using var page = await _admin.GetAsync("/dashboard");

        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("<!doctype html", await page.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("connect-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(page.Headers.CacheControl!.NoStore);
        Assert.False(page.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_catalogue_says_what_the_code_says()
    {
        var (_, body) = await AdminHarness.ReadAsync(_admin.GetAsync("/api/catalogue"));

        var commands = JsonNode.Parse(body)!["commands"]!.AsArray();
        Assert.Equal(OperatorCatalogue.All.Select(c => c.Name), commands.Select(c => $"{c!["group"]} {c["verb"]}"));
        Assert.Equal(OperatorCatalogue.All.Select(c => c.Arguments.Length), commands.Select(c => c!["arguments"]!.AsArray().Count));
        Assert.Equal(OperatorCatalogue.All.Select(c => c.Columns.Length), commands.Select(c => c!["columns"]!.AsArray().Count));
        Assert.Equal(["connections tap"], commands.Where(c => (bool)c!["follows"]!).Select(c => $"{c!["group"]} {c["verb"]}"));
    }

    [Fact]
    public async Task A_node_that_starts_says_so_and_does_commands_later()
    {
        FakeOperatorService? service = null;
        _admin.Service.Answer = new LateOperatorService(() => service).RunAsync;
        var (status, body) = await AdminHarness.ReadAsync(_admin.GetAsync("/api/cluster/show"));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("the node has not started yet", body);

        service = new FakeOperatorService();

        Assert.Equal(HttpStatusCode.OK, (await AdminHarness.ReadAsync(_admin.GetAsync("/api/cluster/show"))).Status);
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        var taken = new AdminOptions { Port = _admin.Endpoint.Address.Port };

        var failure = await Assert.ThrowsAsync<IOException>(
            () => AdminEndpoint.StartAsync(taken, _admin.Service, new NodeHealth(), () => true, null, _admin.Time, Logger.None));

        Assert.Contains($"127.0.0.1:{taken.Port}", failure.Message);
        Assert.Contains("admin.port", failure.Message);
    }
}
