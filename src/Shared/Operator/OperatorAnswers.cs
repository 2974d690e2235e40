using System.Collections.Immutable;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Operator;

/// <summary>Some pieces of one node's answer, on their way to another node.</summary>
/// <param name="Last">Whether nothing follows.</param>
public sealed record OperatorAnswers(ImmutableArray<OperatorAnswer> Answers, bool Last) : IWireMessage
{
    public bool Equals(OperatorAnswers? other) => other is not null && Last == other.Last && Answers.AsSpan().SequenceEqual(other.Answers.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Answers.Length, Last);
}
