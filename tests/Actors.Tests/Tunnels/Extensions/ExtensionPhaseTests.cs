using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tunnels.Extensions;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tests.Tunnels.Extensions;

/// <summary>A policy's phase gives each tunnel of its route an extension.</summary>
public sealed class ExtensionPhaseTests
{
    [Fact]
    public async Task Each_tunnel_has_its_own()
    {
        using var backend = new ScriptedBackend();
        var made = new List<Companion>();
        ITunnelExtension Make()
        {
            made.Add(new Companion());
            return made[^1];
        }
        var route = TestRoutes.Route(TestRoutes.Pool(backend.Url), policies: [new Companions { Make = Make }]);
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(route), phases: Companions.Phases);
        var (first, firstBackend) = await proxy.OpenAsync(backend);
        var (second, secondBackend) = await proxy.OpenAsync(backend);
        await first.SendAsync(Frame.FromClient("one"));
        Assert.Equal("one", (await firstBackend.ReadFrameAsync()).Text);

        Assert.Equal(2, made.Count);
        Assert.Equal([(RelaySide.Downstream, Opcode.Text, 3UL)], made[0].Frames);
        Assert.Empty(made[1].Frames);
        foreach (var peer in new[] { first, firstBackend, second, secondBackend })
            peer.Dispose();
        await proxy.DrainedAsync();
        Assert.Equal([1, 1], made.Select(extension => extension.Ends));
    }

    [Fact]
    public async Task One_that_cannot_open_closes_its_tunnel_and_no_other()
    {
        using var backend = new ScriptedBackend();
        var route = TestRoutes.Route(TestRoutes.Pool(backend.Url), policies:
            [new Companions { Make = () => new Companion { OnOpen = _ => throw new InvalidOperationException("defect") } }]);
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(route), phases: Companions.Phases);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        using var upstream = (await backend.AcceptRequestAsync()).Peer;
        await upstream.SendAsync(Handshakes.Switching);

        var closed = await proxy.Log.FirstAsync<ClosedEvent>();

        Assert.Equal(TerminationReason.InternalError, closed.End.Reason);
        Assert.Equal("defect", closed.End.Failure!.Message);
        await proxy.DrainedAsync();
    }
}
