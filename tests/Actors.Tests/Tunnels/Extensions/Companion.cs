using System.Collections.Concurrent;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Tunnels.Extensions;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tests.Tunnels.Extensions;

/// <summary>An extension that notes what it sees, and lends its tunnel to the test.</summary>
internal sealed class Companion : IFrameObserver
{
    public ConcurrentQueue<(RelaySide From, Opcode Opcode, ulong Length)> Frames { get; } = new();

    /// <summary>Its hand on the tunnel. Use it on the loop.</summary>
    public ITunnelAccess Tunnel { get; private set; } = null!;

    public Action<ITunnelAccess>? OnOpen { get; init; }

    public Action? OnFrame { get; init; }

    public int Ends { get; private set; }

    void ITunnelExtension.OnOpen(ITunnelAccess tunnel)
    {
        Tunnel = tunnel;
        OnOpen?.Invoke(tunnel);
    }

    void IFrameObserver.OnFrame(RelaySide from, in FrameHeader header)
    {
        Frames.Enqueue((from, header.Opcode, header.Length));
        OnFrame?.Invoke();
    }

    void ITunnelExtension.OnEnd() => Ends++;
}

/// <summary>A policy that has tunnels accompanied.</summary>
[Setting("Accompanies tunnels.", Key = "companions")]
public sealed record Companions : IPolicy
{
    /// <summary>The phases of the product, and this one.</summary>
    internal static PhaseCatalogue Phases { get; } = TestPhases.With<Companions>();

    [Setting("Tells them apart.")]
    public string Name { get; init; } = "";

    /// <summary>Makes one for each tunnel.</summary>
    internal Func<ITunnelExtension> Make { get; init; } = () => new Companion();
}

/// <summary>What the policy does.</summary>
public sealed class CompanionsPhase(Companions companions) : ITunnelPhase
{
    public void OnTunnel(ProxySession session, TunnelPlan plan) => plan.Extensions = plan.Extensions.Add(companions.Make());
}
