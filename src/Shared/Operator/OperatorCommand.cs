using System.Collections.Immutable;

namespace ActorProxy.Shared.Operator;

/// <summary>One thing that an operator can ask for or order: the same in the command line, the API and pbm.</summary>
/// <param name="Group">First keyword: <c>connections</c>.</param>
/// <param name="Verb">Second keyword: <c>list</c>.</param>
/// <param name="Help">One sentence without its full stop.</param>
public sealed record OperatorCommand(string Group, string Verb, string Help)
{
    /// <summary><c>connections list</c>.</summary>
    public string Name => $"{Group} {Verb}";

    public ImmutableArray<OperatorArgument> Arguments { get; init; } = [];

    /// <summary>What the rows of its answer have, in the order in which people want it; empty where it answers in lines.</summary>
    public ImmutableArray<OperatorColumn> Columns { get; init; } = [];

    public CommandEffect Effect { get; init; }

    public CommandNodes Nodes { get; init; }

    /// <summary>The column by which rows of several nodes are put together, largest first; null to keep them as they come.</summary>
    public string? MergeBy { get; init; }

    /// <summary>Whether its answer goes on, piece by piece, until the caller ends it.</summary>
    public bool Follows { get; init; }

    public OperatorArgument? Find(string argument) => Arguments.FirstOrDefault(a => a.Name == argument);
}

/// <summary>What a command does to others than the one who gives it.</summary>
public enum CommandEffect
{
    /// <summary>Nothing.</summary>
    Reads,

    /// <summary>It changes something, and no open connection.</summary>
    Changes,

    /// <summary>It can end connections: an operator who gives it by hand is asked first.</summary>
    Destroys,
}

/// <summary>Which nodes a command is about.</summary>
public enum CommandNodes
{
    /// <summary>The cluster as one: whichever node is asked answers for all.</summary>
    Cluster,

    /// <summary>Each node for itself; all of them, unless one is named.</summary>
    Each,

    /// <summary>The node that is asked, unless another is named.</summary>
    One,
}
