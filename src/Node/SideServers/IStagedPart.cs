namespace ActorProxy.Node.SideServers;

/// <summary>What a reload has made of a part of the node, beside what runs. Disposed without a commit, all is as it was.</summary>
internal interface IStagedPart : IAsyncDisposable
{
    /// <summary>It is in force from now on.</summary>
    void Commit();
}
