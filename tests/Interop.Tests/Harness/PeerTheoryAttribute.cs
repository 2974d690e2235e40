namespace ActorProxy.Interop.Tests.Harness;

/// <summary>A theory about one peer; skipped, with the reason, where it is not installed.</summary>
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    /// <param name="package">What npm must have installed besides.</param>
    public PeerTheoryAttribute(PeerKind peer, string? package = null) =>
        Skip = Installed.Lacks(peer) ?? (package is null ? null : Installed.LacksPackage(package));
}
