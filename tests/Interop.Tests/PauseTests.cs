using System.Net.WebSockets;
using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests;

/// <summary>The executable is stopped for longer than its time-outs, as by a debugger, a hypervisor or a host that sleeps.</summary>
public sealed class PauseTests
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);

    private const int Clients = 100;

    [ExecutableFact(PeerKind.DotNet)]
    public async Task Bytes_that_came_meanwhile_count_before_anybody_is_called_idle() => await Task.WhenAll(
        Kinds().Select(kind => Task.Run(() => PauseAsync(kind))));

    private static IEnumerable<string> Kinds() => OperatingSystem.IsLinux() ? ["auto", "epoll", "sockets"] : [];

    private static async Task PauseAsync(string kind)
    {
        using var limit = new CancellationTokenSource(2 * Wait.Timeout);
        await using var backend = await KestrelBackend.StartAsync(deflate: false);
        using var file = new NodeFile();
        file.Write($"transport {{ kind = {kind} }}, tunnel {{ idle-timeout = {IdleTimeout.TotalSeconds}s }}, access-log {{ enabled = "
            + $"false }}, routes {{ r {{ backends = [\"{backend.Url}\"] }} }}");
        await using var proxy = ProxyProcess.Start("run", file.Path);
        var url = new Uri($"ws://{await proxy.ReadAfterAsync("accepts on")}/");
        var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => SocketMessages.ConnectAsync(url, limit.Token)));
        await Task.WhenAll(clients.Select(client => EchoAsync(client, limit.Token)));

        await proxy.StopAsync();
        var stopped = TimeProvider.System.GetTimestamp();
        foreach (var client in clients)
            await client.SendAsync("still here"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        await Wait.UntilAsync(() => Task.FromResult(TimeProvider.System.GetElapsedTime(stopped) > IdleTimeout + TimeSpan.FromSeconds(2)),
            "longer than the idle time-out");
        proxy.Continue();

        var answers = await Task.WhenAll(clients.Select(client => client.ReadMessageAsync(limit.Token)));
        Assert.Equal((kind, 0), (kind, answers.Count(answer => answer is null)));
        foreach (var client in clients)
            client.Dispose();
        Assert.Equal(0, await proxy.TerminateAsync());
    }

    private static async Task EchoAsync(ClientWebSocket client, CancellationToken cancellation)
    {
        await client.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, cancellation);
        Assert.NotNull(await client.ReadMessageAsync(cancellation));
    }
}
