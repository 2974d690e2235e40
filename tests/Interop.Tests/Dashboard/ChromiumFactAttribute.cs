using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests.Dashboard;

/// <summary>A fact about a page in Chromium; skipped, with the reason, where it is not installed.</summary>
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Installed.Lacks(PeerKind.Chromium);
}
