using ActorProxy.Shared.Clocks;

namespace ActorProxy.Node.Cli.Operator;

/// <summary>What the command line knows of where it runs, besides its output streams.</summary>
public sealed record OperatorTerminal
{
    /// <summary>Columns of the terminal; null where the output is no terminal.</summary>
    public int? Width { get; init; }

    /// <summary>Lines of the terminal.</summary>
    public int Height { get; init; } = int.MaxValue;

    public bool Colours { get; init; }

    /// <summary>Whether somebody is there to be asked.</summary>
    public bool CanAsk { get; init; }

    public Func<string?> ReadLine { get; init; } = () => null;

    /// <summary>All of the standard input.</summary>
    public Func<string> ReadInput { get; init; } = () => "";

    public Func<string, string?> Environment { get; init; } = _ => null;

    public TimeProvider Time { get; init; } = NodeClock.System;

    public static OperatorTerminal OfProcess()
    {
        var isTerminal = !Console.IsOutputRedirected;
        return new OperatorTerminal
        {
            Width = isTerminal ? Positive(Console.WindowWidth, 80) : null,
            Height = isTerminal ? Positive(Console.WindowHeight, 24) : int.MaxValue,
            Colours = isTerminal && string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("NO_COLOR")),
            CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
            ReadLine = Console.ReadLine,
            ReadInput = () => Console.In.ReadToEnd(),
            Environment = System.Environment.GetEnvironmentVariable,
        };
    }

    private static int Positive(int value, int fallback) => value > 0 ? value : fallback;
}
