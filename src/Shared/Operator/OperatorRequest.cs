using System.Collections.Immutable;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Operator;

/// <summary>A command with its arguments, as text.</summary>
/// <param name="Command">Its name: <c>connections list</c>.</param>
/// <param name="Caller">Who gives it, for the audit: <c>api 127.0.0.1</c>.</param>
/// <param name="Local">Whether the node that gets it answers for itself alone.</param>
public sealed record OperatorRequest(string Command, ImmutableSortedDictionary<string, string> Arguments, string Caller, bool Local = false)
    : IWireMessage
{
    public bool Equals(OperatorRequest? other) =>
        other is not null && Command == other.Command && Caller == other.Caller && Local == other.Local
            && Arguments.SequenceEqual(other.Arguments);

    public override int GetHashCode() => HashCode.Combine(Command, Caller, Arguments.Count);
}
