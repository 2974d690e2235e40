using System.Collections.Immutable;

namespace ActorProxy.Shared.Directory;

/// <summary>A node's first connections that match, in the order that was asked for.</summary>
/// <param name="More">Whether the node has more of them.</param>
public sealed record NodeRows(string Node, int Part, int Parts, bool More, ImmutableArray<ConnectionRow> Rows) : INodeAnswer
{
    /// <summary>In as many parts as it needs; in one where there are no rows.</summary>
    public static ImmutableArray<NodeRows> Split(string node, bool more, ImmutableArray<ConnectionRow> rows)
    {
        // 600 bytes are names, numbers and times.
        var parts = AnswerParts.Split(rows, row => 600 + AnswerParts.BytesPerCharacter * row.TextLength());
        return [.. parts.Select((part, i) => new NodeRows(node, i, parts.Length, more, part))];
    }
}
