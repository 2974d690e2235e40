namespace ActorProxy.Shared.Registry;

/// <summary>A command that changed a host, and the revision that it led to.</summary>
/// <param name="At">UTC, by the clock of the node that stored it; null where an earlier version did.</param>
public sealed record AppliedCommand(string Id, long Revision, DateTimeOffset? At = null);
