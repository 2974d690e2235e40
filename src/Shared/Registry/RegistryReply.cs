using System.Collections.Immutable;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>The registry's answer to a command.</summary>
public abstract record RegistryReply(string CommandId) : IWireMessage;

/// <summary>The command is done and stored.</summary>
/// <param name="Revision">The host's revision after it; the one before it, where there was nothing to change.</param>
/// <param name="Shadowed">Ids of the host's routes that do not serve, since an operator has taken their id or path.</param>
public sealed record CommandAccepted(string CommandId, long Revision, ImmutableArray<string> Shadowed) : RegistryReply(CommandId)
{
    public bool Equals(CommandAccepted? other) =>
        other is not null && CommandId == other.CommandId && Revision == other.Revision
            && Shadowed.AsSpan().SequenceEqual(other.Shadowed.AsSpan());

    public override int GetHashCode() => HashCode.Combine(CommandId, Revision);
}

/// <summary>Nothing was changed; with <see cref="RejectionReason.Unavailable"/> that is not known.</summary>
/// <param name="Message">What is wrong and what to do, for the person who sent the command.</param>
public sealed record CommandRejected(string CommandId, RejectionReason Reason, string Message) : RegistryReply(CommandId);

/// <summary>Why the registry did not do what a command wanted.</summary>
public enum RejectionReason
{
    /// <summary>The command contradicts itself: a route of another host, two routes with one id.</summary>
    Invalid,

    /// <summary>The host has another revision than the command expects.</summary>
    StaleRevision,

    /// <summary>Another route of the same origin has the path.</summary>
    PathTaken,

    /// <summary>There is no such route of an operator.</summary>
    UnknownRoute,

    /// <summary>The host would have more routes, or more bytes of them, than it may.</summary>
    TooLarge,

    /// <summary>The configuration is older than the one whose routes the registry has.</summary>
    OlderConfiguration,

    /// <summary>
    /// The registry or its database did not answer in time, or failed. Whether the change was stored is not known: send the same command
    /// again.
    /// </summary>
    Unavailable,

    /// <summary>The host's rows in the database cannot be followed to their end: somebody must look at them.</summary>
    Damaged,
}
