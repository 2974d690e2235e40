using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A policy that lets a request pass when the test says so.</summary>
[Setting("Holds requests.", Key = "gate")]
public sealed record Gate : IPolicy
{
    /// <summary>The phases of the product, and this one.</summary>
    public static PhaseCatalogue Phases { get; } = TestPhases.With<Gate>();

    [Setting("Tells gates apart.")]
    public string Name { get; init; } = "";

    /// <summary>Where requests stand.</summary>
    public GateKeeper Keeper { get; init; } = new();
}

/// <summary>The test's hand on a gate.</summary>
public sealed class GateKeeper
{
    private readonly TaskCompletionSource<ProxySession> _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PhaseResult> _said = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The request that waits.</summary>
    public Task<ProxySession> Arrived => _arrived.Task;

    public void Say(PhaseResult result) => _said.SetResult(result);

    public void Fail(Exception fault) => _said.SetException(fault);

    internal ValueTask<PhaseResult> AskAsync(ProxySession session)
    {
        _arrived.TrySetResult(session);
        return new(_said.Task);
    }
}

/// <summary>What the policy does.</summary>
public sealed class GatePhase(Gate gate) : IRequestPhase
{
    public ValueTask<PhaseResult> OnRequest(ProxySession session) => gate.Keeper.AskAsync(session);
}
