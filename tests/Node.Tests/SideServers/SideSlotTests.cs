using System.Net;
using System.Net.Sockets;
using ActorProxy.Node.SideServers;
using ActorProxy.Shared.Options;
using ActorProxy.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Serilog.Core;

namespace ActorProxy.Node.Tests.SideServers;

/// <summary>Endpoints that a reload puts elsewhere, or cannot.</summary>
public sealed class SideSlotTests : IAsyncLifetime
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });
    private readonly TaskCompletionSource _slow = new(TaskCreationOptions.RunContinuationsAsynchronously),
        _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SideSlot<SlimServer> _slot;

    public SideSlotTests() => _slot = new SideSlot<SlimServer>(all => all.Health, all => all.Health.Port,
        all => SideServer.StartAsync(new IPEndPoint(all.Health.Address, all.Health.Port), "health", ServeAsync), Logger.None);

    private static ProxyOptions At(int port, string address = "127.0.0.1") =>
        new() { Health = new HealthOptions { Address = IPAddress.Parse(address), Port = port } };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _slow.TrySetResult();
        await _slot.DisposeAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task What_is_under_way_where_it_was_is_finished_and_nobody_comes_there_any_more()
    {
        var (first, second) = (FreePort.Next(), FreePort.Next());
        await _slot.StartAsync(At(first));
        var answer = _client.GetStringAsync($"http://127.0.0.1:{first}/slow");
        await _asked.Task;

        await using (var staged = await _slot.StageAsync(At(second)))
            staged.Commit();

        Assert.Equal("/", await AskAsync(second));
        Assert.False(answer.IsCompleted);
        _slow.SetResult();
        Assert.Equal("/slow", await answer);
        await Actors.Tests.Harness.Wait.UntilAsync(async () => await AskAsync(first) is null, "nobody at the old port");
    }

    [Fact]
    public async Task It_may_take_another_address_of_its_own_port_and_be_turned_off_and_on()
    {
        var port = FreePort.Next();
        await _slot.StartAsync(At(port));

        await TakeAsync(At(port, "0.0.0.0"));
        Assert.Equal("/", await AskAsync(port));
        await TakeAsync(At(0));
        Assert.Null(_slot.Current);
        await Actors.Tests.Harness.Wait.UntilAsync(async () => await AskAsync(port) is null, "nobody");
        await TakeAsync(At(port));

        Assert.Equal("/", await AskAsync(port));
    }

    [Fact]
    public async Task One_that_cannot_be_leaves_the_one_that_is()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = FreePort.Next();
        await _slot.StartAsync(At(port));

        await Assert.ThrowsAsync<IOException>(() => _slot.StageAsync(At(((IPEndPoint)taken.LocalEndpoint).Port)));
        // Of its own port it lets go, and gets it back.
        await Assert.ThrowsAsync<IOException>(() => _slot.StageAsync(At(port, "192.0.2.1")));

        Assert.Equal("/", await AskAsync(port));
    }

    [Fact]
    public async Task Without_a_commit_all_is_as_it_was()
    {
        var (port, other) = (FreePort.Next(), FreePort.Next());
        await _slot.StartAsync(At(port));

        await (await _slot.StageAsync(At(other))).DisposeAsync();
        await (await _slot.StageAsync(At(port, "0.0.0.0"))).DisposeAsync();

        Assert.Equal("/", await AskAsync(port));
        Assert.Null(await AskAsync(other));
        Assert.Equal(IPAddress.Loopback, _slot.Current!.Address.Address);
    }

    private async Task TakeAsync(ProxyOptions options)
    {
        await using var staged = await _slot.StageAsync(options);
        staged.Commit();
    }

    /// <summary>Null where nobody answers.</summary>
    private async Task<string?> AskAsync(int port)
    {
        try
        {
            return await _client.GetStringAsync($"http://127.0.0.1:{port}/");
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path == "/slow")
        {
            _asked.TrySetResult();
            await _slow.Task;
        }
        await context.Response.WriteAsync(context.Request.Path);
    }
}
