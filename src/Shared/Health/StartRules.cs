namespace ActorProxy.Shared.Health;

/// <summary>Decides when a node's start goes on without its cluster and its registry.</summary>
public static class StartRules
{
    /// <param name="waited">Whether <c>registry.start-wait</c> is over.</param>
    /// <param name="usesRegistry">Whether the node's routes are the registry's. Else its configuration has all of them.</param>
    /// <param name="databaseIsAway">
    /// Whether the registry's database is known not to be usable. Where it is, and nothing was saved, the routes are on their way: a node
    /// that did not wait for them would answer 404 to clients of routes that there are.
    /// </param>
    public static StartDecision Decide(HealthState state, bool waited, bool usesRegistry, bool databaseIsAway)
    {
        // Who has all routes has had the cluster, by which they come; what is to be done where that is lost is not a start's question.
        var hasAll = usesRegistry ? state.RoutesSynced : state.Member || state.HadCluster;
        if (hasAll || state.StartsAlone)
            return StartDecision.Done;
        return waited && (!usesRegistry || state.SavedAt is not null || databaseIsAway) ? StartDecision.GoOn : StartDecision.Wait;
    }
}
