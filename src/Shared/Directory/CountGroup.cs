namespace ActorProxy.Shared.Directory;

/// <summary>How many connections have something in common.</summary>
/// <param name="Key">Name of the route, backend, node or listener, or the client's address; empty where nothing is grouped.</param>
public sealed record CountGroup(string Key, long Count);
