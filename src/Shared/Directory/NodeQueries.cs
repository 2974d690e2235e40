using System.Collections.Immutable;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Directory;

/// <summary>What one node is asked about its own connections.</summary>
public interface INodeQuery : IWireMessage;

/// <summary>A node's answer, or a part of it where it is too long for one message.</summary>
public interface INodeAnswer : IWireMessage
{
    string Node { get; }

    /// <summary>Number of the part, from 0.</summary>
    int Part => 0;

    /// <summary>How many parts the answer has.</summary>
    int Parts => 1;
}

/// <summary>Asks a node for the first of its connections that match; it answers with <see cref="NodeRows"/>.</summary>
/// <param name="After">The place that they stand behind; null for the first page.</param>
public sealed record NodeList(ConnectionFilter Filter, ConnectionSort Sort, int Limit, Place? After = null) : INodeQuery;

/// <summary>A node's first connections that match, in the order that was asked for.</summary>
/// <param name="More">Whether the node has more of them.</param>
public sealed record NodeRows(string Node, int Part, int Parts, bool More, ImmutableArray<ConnectionRow> Rows) : INodeAnswer
{
    /// <summary>In as many parts as it needs; in one where there are no rows.</summary>
    public static ImmutableArray<NodeRows> Split(string node, bool more, ImmutableArray<ConnectionRow> rows)
    {
        // 600 bytes are names, numbers and times.
        var parts = MessageParts.Split(rows, row => 600 + MessageParts.BytesPerCharacter * row.TextLength());
        return [.. parts.Select((part, i) => new NodeRows(node, i, parts.Length, more, part))];
    }
}

/// <summary>Asks a node how many of its connections match; it answers with <see cref="NodeCounts"/>.</summary>
public sealed record NodeCount(ConnectionFilter Filter, ConnectionGrouping GroupBy) : INodeQuery;

/// <summary>How many connections of a node match. No key is in two parts.</summary>
public sealed record NodeCounts(string Node, int Part, int Parts, ImmutableArray<CountGroup> Groups) : INodeAnswer
{
    /// <summary>In as many parts as it needs; in one where there are no groups.</summary>
    public static ImmutableArray<NodeCounts> Split(string node, ImmutableArray<CountGroup> groups)
    {
        var parts = MessageParts.Split(groups, group => 50 + MessageParts.BytesPerCharacter * group.Key.Length);
        return [.. parts.Select((part, i) => new NodeCounts(node, i, parts.Length, part))];
    }
}

/// <summary>Orders a node to close a connection if it has it; it answers with <see cref="NodeClosed"/>.</summary>
public sealed record NodeClose(string Id, int Code, string Reason) : INodeQuery;

/// <summary>Whether the node has the connection, and so is closing it.</summary>
public sealed record NodeClosed(string Node, bool Found) : INodeAnswer;
