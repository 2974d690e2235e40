using System.Globalization;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway.Smuggling;

/// <summary>
/// A proxy that routes /ok and nothing else, to a backend that notes what it sees: whatever else reaches it was smuggled there. Its
/// connections to the backend are kept from one case to the next, so that what is left of one shows in the next.
/// </summary>
public sealed class SmugglingRig : IAsyncLifetime
{
    /// <summary>What is to be smuggled.</summary>
    internal const string Hidden = "GET /admin HTTP/1.1\r\nHost: example.com\r\n\r\n";

    private RecordingBackend _backend = null!;
    private GatewayProxy _proxy = null!;

    public async Task InitializeAsync()
    {
        _backend = new RecordingBackend();
        _proxy = await GatewayProxy.StartAsync(TestRoutes.Route(TestRoutes.Pool(_backend.Url), "/ok", [], "example.com"));
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _backend.Dispose();
    }

    /// <summary>
    /// The client gets these answers and then the end of its connection, the backend sees what it is to see and nothing else, and the
    /// next client's request is its own.
    /// </summary>
    /// <param name="bytes">What the client sends.</param>
    /// <param name="seen">Requests that the backend is to see whole.</param>
    /// <param name="answers">Statuses that the client is to get: <c>200 404</c>.</param>
    /// <param name="later">Whether the connection has served a request before.</param>
    /// <param name="finishes">Whether the client sends no more behind them, before it is answered.</param>
    internal async Task AssertAsync(string rule, string bytes, string[] seen, string answers, bool later, bool finishes = false)
    {
        Assert.NotEmpty(rule);
        using var client = await _proxy.ConnectAsync();
        if (later)
        {
            await client.SendAsync(Ok());
            await AssertAnswerAsync(client, "200");
        }
        var before = Seen().Count;
        await client.SendAsync(bytes);
        if (finishes)
            client.Finish();
        foreach (var status in answers.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            await AssertAnswerAsync(client, status);
        if (!finishes)
            client.Finish();
        Assert.Equal("", (await client.ReadToEndAsync()).Text);
        await _proxy.DrainedAsync();

        using var next = await _proxy.ConnectAsync();
        await next.SendAsync(Requests.Get("/ok?next"));
        Assert.Equal(["/ok?next"], (await AssertAnswerAsync(next, "200"))["X-Target"]);
        Assert.Equal([.. seen, "GET /ok?next []"], Seen().Skip(before));
    }

    internal static string Ok(params string[] fields) => Requests.Of("GET", "/ok", fields);

    internal static string Post(params string[] fields) => Requests.Of("POST", "/ok", fields);

    internal static string Chunked(string body) => Post("Transfer-Encoding: chunked") + body;

    private static async Task<HttpHead> AssertAnswerAsync(Peer client, string status)
    {
        var head = await client.ReadHeadAsync();
        Assert.Equal(status, head.StartLine.Split(' ')[1]);
        await client.ReadAsync(int.Parse(head["Content-Length"].Single(), CultureInfo.InvariantCulture));
        return head;
    }

    /// <summary>A body that turns out to be broken ends its request where the backend sees that it is not complete.</summary>
    private List<string> Seen() => [.. _backend.Seen.Where(line => !line.StartsWith("broken: ", StringComparison.Ordinal)
        || line.Contains("inside a head", StringComparison.Ordinal))];
}
