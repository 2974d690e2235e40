namespace ActorProxy.Shared.Registry;

/// <summary>A command that changed a host, and the revision that it led to.</summary>
public sealed record AppliedCommand(string Id, long Revision);
