using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http1;

/// <summary>A node that an operator drains takes nothing more on connections that are there.</summary>
public sealed class DrainTests
{
    [Fact] // RFC 9112 section 9.6
    public async Task A_kept_connection_ends_with_its_next_response()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectServedAsync(backend);
        proxy.Node.Context.Admission.Draining = true;

        await client.SendAsync(Requests.Get());
        await (await backend.AcceptRequestAsync()).Peer.SendAsync(Answers.Ok);

        Assert.Equal(["close"], (await client.ReadHeadAsync())["Connection"]);
        Assert.Equal(("ok", false), await client.ReadToEndAsync() is var end ? (end.Text, end.Reset) : default);
    }

    [Fact]
    public async Task No_WebSocket_is_opened_on_a_kept_connection()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectServedAsync(backend);
        proxy.Node.Context.Admission.Draining = true;

        await client.SendAsync(Handshakes.Request("/"));

        Assert.Equal(503, (await client.ReadHeadAsync()).Status);
        Assert.Equal(TerminationReason.NodeShutdown, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        Assert.False(backend.HasConnection);
    }
}
