namespace ActorProxy.Shared.Registry;

/// <summary>What orders the configurations of several nodes.</summary>
public static class DeclarationRules
{
    /// <summary>
    /// A number that is raised with each change orders configurations, whenever they are read. Where there is none, the order is that
    /// in which running nodes were told to read theirs again: a node that starts may have an old file, as in a rollout that replaces
    /// it, or a new one, and nothing tells which. A node that is alone has nobody to disagree with.
    /// </summary>
    /// <param name="revision">Of the configuration; 0 where it has none.</param>
    /// <param name="isAlone">Whether no other node has the same registry.</param>
    /// <param name="isReload">Whether the node was running when it read the configuration.</param>
    public static DeclarationScope ScopeOf(int revision, bool isAlone, bool isReload) =>
        revision > 0 || isAlone || isReload ? DeclarationScope.Changed : DeclarationScope.New;
}
