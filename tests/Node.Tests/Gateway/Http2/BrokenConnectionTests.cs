using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>Connections of HTTP/2 that break: their streams end with them, whatever is told first.</summary>
public sealed class BrokenConnectionTests
{
    [Fact]
    public async Task Streams_end_where_the_server_says_goodbye_to_a_client_that_takes_no_more()
    {
        using var backend = new ScriptedBackend();
        BreakingGateway? gateway = null;
        await using var proxy = await Http2Proxy.StartAsync(
            TestRoutes.Route(TestRoutes.Pool(backend.Url)), wrap: inner => gateway = new BreakingGateway(inner));
        using var client = await Http2Peer.ConnectAsync(proxy, window: 0);
        await client.GetAsync(1, "/");
        using var upstream = (await backend.AcceptRequestAsync()).Peer;
        var (broken, connection) = await gateway!.Served;
        // The server hears of the broken writes later than of the broken reads.
        var late = new TaskCompletionSource(); // needs no disposal while somebody waits
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = connection.ConnectionClosed.Register(() =>
        {
            told.SetResult();
            late.Task.Wait(Peer.Timeout);
        });
        try
        {
            broken.BreakWrites();
            await client.PingAsync();
            await told.Task.WaitAsync(Peer.Timeout);
            broken.BreakReads();

            await upstream.ReadToEndAsync();

            Assert.Equal(TerminationReason.ClientLost, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        }
        finally
        {
            late.SetResult();
        }
        await proxy.Gateway.DrainedAsync();
    }
}
