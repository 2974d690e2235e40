using System.Threading.Channels;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A policy that has the test told how requests end.</summary>
[Setting("Notes how requests end.", Key = "ledger")]
public sealed record Ledger : IPolicy
{
    /// <summary>The phases of the product, and this one.</summary>
    public static PhaseCatalogue Phases { get; } = TestPhases.With<Ledger>(PolicyPlaces.All);

    [Setting("Tells ledgers apart.")]
    public string Name { get; init; } = "";

    /// <summary>How they ended, in that order.</summary>
    public Channel<(ProxySession Session, RequestEnd End)> Ends { get; init; } =
        Channel.CreateUnbounded<(ProxySession Session, RequestEnd End)>();

    public async Task<RequestEnd> NextAsync() => (await Ends.Reader.ReadAsync().AsTask().WaitAsync(Peer.Timeout)).End;
}

/// <summary>What the policy does.</summary>
public sealed class LedgerPhase(Ledger ledger) : IEndPhase
{
    public void OnEnd(ProxySession session, RequestEnd end) => ledger.Ends.Writer.TryWrite((session, end));
}
