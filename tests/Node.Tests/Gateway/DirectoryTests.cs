using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>A request in flight is among the live connections, and can be ended there.</summary>
public sealed class DirectoryTests
{
    [Fact]
    public async Task A_stream_is_listed_while_it_lasts_and_an_operator_can_cut_it()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/events?secret"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        await client.ReadHeadAsync();
        await client.ReadAsync(10);

        var open = Assert.Single((await proxy.ListAsync()).Connections);
        Assert.Equal(("/events", backend.Url, false, 5L), (
            open.Info.Path, open.Info.Backend.Id, open.Info.IsTunnel, open.Traffic.BytesFromBackend));
        await proxy.CutAsync(open.Info.Id);

        Assert.True((await client.ReadToEndAsync()).Reset);
        Assert.Equal(TerminationReason.OperatorClose, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        await upstream.ReadToEndAsync();
        await proxy.DrainedAsync();
        Assert.Empty((await proxy.ListAsync()).Connections);
    }
}
