namespace ActorProxy.Shared.Registry;

/// <summary>Nothing was changed; with <see cref="RejectionReason.Unavailable"/> that is not known.</summary>
/// <param name="Message">What is wrong and what to do, for the person who sent the command.</param>
public sealed record CommandRejected(string CommandId, RejectionReason Reason, string Message) : RegistryReply(CommandId);
