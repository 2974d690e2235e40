namespace ActorProxy.Interop.Tests.Harness;

/// <summary>A fact that needs node and no package; skipped, with the reason, where it is not installed.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = Installed.LacksNode;
}
