namespace ActorProxy.Shared.Policies;

/// <summary>
/// The values of one thing that a route does besides choosing a pool: an immutable record of settings, whose initial values are what is
/// done where nothing is said. It stands in a folder of its own beside the decisions that are made by it.
/// </summary>
public interface IPolicy;
