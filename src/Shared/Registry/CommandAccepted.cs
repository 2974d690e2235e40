using System.Collections.Immutable;

namespace ActorProxy.Shared.Registry;

/// <summary>The command is done and stored.</summary>
/// <param name="Revision">The host's revision after it; the one before it, where there was nothing to change.</param>
/// <param name="Shadowed">Ids of the host's routes that do not serve, since an operator has taken their id or path.</param>
public sealed record CommandAccepted(string CommandId, long Revision, ImmutableArray<string> Shadowed) : RegistryReply(CommandId)
{
    public bool Equals(CommandAccepted? other) =>
        other is not null && CommandId == other.CommandId && Revision == other.Revision && Shadowed.AsSpan().SequenceEqual(other.Shadowed.AsSpan());

    public override int GetHashCode() => HashCode.Combine(CommandId, Revision);
}
