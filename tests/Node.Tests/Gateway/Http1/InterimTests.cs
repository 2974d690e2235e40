using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http1;

/// <summary>Interim responses, and what is none.</summary>
public sealed class InterimTests
{
    [Fact] // RFC 9110 section 15.2
    public async Task Interim_responses_are_passed_on_before_the_final_one()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        var (upstream, _) = await backend.AcceptRequestAsync();

        await upstream.SendAsync("HTTP/1.1 102 Processing\r\n\r\n"
            + "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nConnection: X\r\nX: 1\r\n\r\n");
        Assert.Equal("HTTP/1.1 102 Processing", (await client.ReadHeadAsync()).StartLine);
        var hints = await client.ReadHeadAsync();
        Assert.Equal("HTTP/1.1 103 Early Hints", hints.StartLine);
        Assert.Equal(["</a.css>"], hints["Link"]);
        Assert.Empty(hints["X"]);
        Assert.Empty(hints["Connection"]);

        await upstream.SendAsync(Answers.Ok);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("ok", await client.ReadTextAsync(2));
        Assert.Equal(200, (await proxy.Log.FirstAsync<ServedRequest>()).Status);
    }

    [Fact] // RFC 9110 sections 7.8 and 15.2.2
    public async Task A_switch_of_protocols_that_nobody_asked_for_is_a_502()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");

        Assert.Equal(502, (await client.ReadHeadAsync()).Status);
        Assert.Equal(TerminationReason.BackendBadHandshake, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        await upstream.ReadToEndAsync();
    }
}
