namespace ActorProxy.Interop.Tests.Harness;

/// <summary>A fact about the executable, which is ended by SIGTERM; skipped, with the reason, where the peer is not installed.</summary>
public sealed class ExecutableTheoryAttribute : TheoryAttribute
{
    public ExecutableTheoryAttribute(PeerKind peer) =>
        Skip = OperatingSystem.IsWindows() ? "there is no SIGTERM on Windows" : Installed.Lacks(peer);
}
