using System.Net.WebSockets;
using System.Text;
using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests;

/// <summary>The executable as a newcomer meets it: started by hand, ended by SIGTERM.</summary>
public sealed class ExecutableTests
{
    [ExecutableFact(PeerKind.DotNet)]
    public async Task Run_relays_and_SIGTERM_closes_with_1001()
    {
        using var limit = new CancellationTokenSource(Wait.Timeout);
        await using var backend = await KestrelBackend.StartAsync(deflate: false);
        await using var proxy = ProxyProcess.Start("run", "--listen", "127.0.0.1:0", "--route", $"/=ws://{backend.Url.Authority}");
        using var client = await SocketMessages.ConnectAsync(new Uri($"ws://{await proxy.ReadAfterAsync("accepts on")}/"), limit.Token);
        await client.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        Assert.Equal("hello", Encoding.UTF8.GetString((await client.ReadMessageAsync(limit.Token))!.Value.Payload.Span));

        var exitCode = proxy.TerminateAsync();

        Assert.Null(await client.ReadMessageAsync(limit.Token));
        Assert.Equal(new Closing(1001, "node is stopping"), client.Closing());
        await client.CloseOutputAsync(client.CloseStatus!.Value, null, limit.Token);
        Assert.Equal(1001, (await backend.ReportAsync()).Close.Code);
        Assert.Equal(0, await exitCode);
    }

    [ExecutableFact(PeerKind.Chromium)]
    public async Task The_demo_page_chats_through_the_proxy_and_shows_its_connection()
    {
        await using var proxy = ProxyProcess.Start("demo", "--port", "0");
        var page = await proxy.ReadAfterAsync("page");
        await using var browser = Scripts.StartBrowser("demo");

        await browser.WriteAsync(new { page, text = "hello, proxy" });
        var shown = await browser.ReadAsync<ShownPage>();

        Assert.Equal("you: hello, proxy", shown.Said);
        Assert.Equal("/chat", shown.Row[2]);
        Assert.Equal("1 / 2", shown.Row[6]);
        Assert.Equal(0, await proxy.TerminateAsync());
    }

    /// <param name="Row">The cells of the page's own connection.</param>
    private sealed record ShownPage(string Said, string[] Row);
}
