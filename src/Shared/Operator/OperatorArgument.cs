using System.Collections.Immutable;

namespace ActorProxy.Shared.Operator;

/// <summary>An argument of a command.</summary>
/// <param name="Name">In kebab case.</param>
/// <param name="Help">One sentence without its full stop, with unit and range.</param>
public sealed record OperatorArgument(string Name, ArgumentKind Kind, string Help)
{
    public bool Required { get; init; }

    /// <summary>Whether it is given by its place rather than by its name; those come first, and are required.</summary>
    public bool Positional { get; init; }

    /// <summary>As one would write it; null for none.</summary>
    public string? Default { get; init; }

    /// <summary>The words of a choice.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>Of a number, inclusive.</summary>
    public long Min { get; init; }

    /// <summary>Of a number, inclusive.</summary>
    public long Max { get; init; } = long.MaxValue;

    /// <summary>The record of settings that a text has as JSON; null for other texts.</summary>
    public Type? Document { get; init; }

    /// <summary>What is allowed, in words.</summary>
    public string Allowed => Kind switch
    {
        ArgumentKind.Choice => string.Join(", ", Choices),
        ArgumentKind.Number => Max == long.MaxValue ? $"a whole number from {Min}" : $"a whole number from {Min} to {Max}",
        ArgumentKind.Duration => "a number with a unit: ms, s, m, h or d",
        ArgumentKind.Size => "a whole number with a unit: B, KiB, MiB or GiB",
        ArgumentKind.Flag => "true, false",
        _ => "text",
    };
}

/// <summary>How an argument is written.</summary>
public enum ArgumentKind
{
    Text,
    Number,
    Duration,
    Size,
    Flag,
    Choice,
}
