using System.Net.WebSockets;
using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Interop.Tests.Dashboard;

/// <summary>The dashboard of a node that runs, as an operator uses it while clients talk.</summary>
public sealed class NodeDashboardTests
{
    [ExecutableFact(PeerKind.Chromium)]
    public async Task An_operator_sees_and_steers_what_passes_through_a_node()
    {
        using var limit = new CancellationTokenSource(Wait.Timeout);
        using var file = new NodeFile();
        var admin = FreePort.Next();
        await using var backend = await KestrelBackend.StartAsync(deflate: false);
        file.Write($$"""admin { port = {{admin}} }, routes { chat { path = "/chat", backends = ["ws://{{backend.Url.Authority}}"] } }""");
        await using var proxy = ProxyProcess.Start("run", file.Path);
        var url = new Uri($"ws://{await proxy.ReadAfterAsync("accepts on")}/chat");
        using var oldest = await SocketMessages.ConnectAsync(url, limit.Token);
        using var other = await SocketMessages.ConnectAsync(url, limit.Token);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var talk = TalkAsync(other, enough.Token);
        await using var browser = Scripts.StartBrowser("dashboard");

        await browser.WriteAsync(new { page = $"http://127.0.0.1:{admin}/dashboard", act = "steer",
            screenshots = DashboardTests.Screenshots, backend = backend.Url.GetLeftPart(UriPartial.Authority) });
        var visit = await browser.ReadAsync<Visit<Steering>>();

        Assert.Empty(visit.Errors.Concat(visit.Foreign));
        var seen = visit.Seen;
        Assert.Equal((2, "2"), (seen.Longest, seen.Connections.Trim()));
        Assert.Matches("^[1-9]", seen.Messages);
        Assert.Equal(["chat", "", "2"], seen.ByRoute);
        Assert.Equal("established", seen.Handshakes);
        Assert.Contains("in use", seen.Backend, StringComparison.Ordinal);
        Assert.Contains("chat", seen.Tested, StringComparison.Ordinal);
        Assert.Contains("closed", seen.Closed, StringComparison.Ordinal);
        Assert.Contains("disabled", seen.Disabled, StringComparison.Ordinal);

        Assert.Null(await oldest.ReadMessageAsync(limit.Token));
        Assert.Equal(new Closing(4000, "moved elsewhere"), oldest.Closing());
        await enough.CancelAsync();
        await talk;
        Assert.Equal(WebSocketState.Open, other.State);
        Assert.Equal(0, await proxy.TerminateAsync());
    }

    /// <summary>One message after the other, until it is enough; the socket stays open.</summary>
    private static async Task TalkAsync(ClientWebSocket client, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await client.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            Assert.NotNull(await client.ReadMessageAsync(CancellationToken.None));
        }
    }

    /// <param name="Longest">Rows of the table of the longest connections.</param>
    /// <param name="Messages">A second, from clients.</param>
    /// <param name="ByRoute">The first route's cells: name, bar and connections.</param>
    /// <param name="Handshakes">The first result.</param>
    /// <param name="Backend">All cells of the backend's row.</param>
    /// <param name="Disabled">The same after it was disabled.</param>
    private sealed record Steering(
        int Longest, string Connections, string Messages, string[] ByRoute, string Handshakes, string Backend, string Tested, string Closed,
        string Disabled);
}
