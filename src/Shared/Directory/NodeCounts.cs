using System.Collections.Immutable;

namespace ActorProxy.Shared.Directory;

/// <summary>How many connections of a node match. No key is in two parts.</summary>
public sealed record NodeCounts(string Node, int Part, int Parts, ImmutableArray<CountGroup> Groups) : INodeAnswer
{
    /// <summary>In as many parts as it needs; in one where there are no groups.</summary>
    public static ImmutableArray<NodeCounts> Split(string node, ImmutableArray<CountGroup> groups)
    {
        var parts = AnswerParts.Split(groups, group => 50 + AnswerParts.BytesPerCharacter * group.Key.Length);
        return [.. parts.Select((part, i) => new NodeCounts(node, i, parts.Length, part))];
    }
}
