using ActorProxy.Actors.Accounting;

namespace ActorProxy.Actors.Tunnels;

/// <summary>A stage of a tunnel has failed, or its stream was torn down before the tunnel's end.</summary>
/// <param name="end">How the tunnel ended because of that, with its failure.</param>
internal sealed class TunnelFailedException(TunnelEnd end)
    : Exception(end.Failure?.Message ?? "A tunnel has failed.", end.Failure)
{
    public TunnelEnd End { get; } = end;
}
