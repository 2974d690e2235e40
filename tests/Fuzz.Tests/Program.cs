using System.Globalization;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Fuzz.Tests.Targets;

namespace ActorProxy.Fuzz.Tests;

internal static class Program
{
    private const string Usage = """
        usage: [--target NAME|all] [--runs N] [--seed N] [--blind]
          --target  one of the list below; default all, one after the other
          --runs    runs of each target; default what its parser asks for (10,000,000, or 1,000,000)
          --seed    repeats a round; default 1
          --blind   without the instrumented runs before, whose inputs that reach new code are what the others begin with
        or:    --coverage FILE: of a report of coverlet, how much of each parser the corpora reach
        """;

    /// <summary>For each instrumented run, which takes several times as long, this many others.</summary>
    private const int PerInstrumented = 20;

    public static int Main(string[] args)
    {
        if (args is ["--coverage", var file])
            return CoverageReport.Write(file, Console.Out) ? 0 : 1;
        // Before anything of the product runs.
        var edges = args.Contains(InstrumentedCopy.Argument) ? Edges.Record() : null;
        if (!TryRead(args, out var targets, out var runs, out var seed, out var blind, out var grow))
        {
            Console.Error.WriteLine($"{Usage}{Environment.NewLine}targets: {string.Join(", ", AllTargets.List.Select(t => t.Name))}");
            return 2;
        }
        var (code, grown) = edges is null && !blind ? InstrumentedCopy.Run(args) : (0, new GrownInputs());
        foreach (var target in targets)
        {
            var count = runs ?? target.Runs;
            if (!FuzzReport.Run(target, edges is null ? count : count / PerInstrumented, seed, Console.Out, grown, edges))
                code = 1;
        }
        if (grow is not null)
            grown.Write(grow);
        return code;
    }

    private static bool TryRead(string[] args, out FuzzTarget[] targets, out long? runs, out ulong seed, out bool blind, out string? grow)
    {
        (targets, runs, seed, blind, grow) = ([.. AllTargets.List], null, 1, false, null);
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--blind":
                    blind = true;
                    continue;
                case "--target" when value == "all":
                    break;
                case "--target" when targets.Any(t => t.Name == value):
                    targets = [.. targets.Where(t => t.Name == value)];
                    break;
                case "--runs" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count):
                    runs = count;
                    break;
                case "--seed" when ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out seed):
                    break;
                case InstrumentedCopy.Argument:
                    grow = value;
                    break;
                default:
                    return false;
            }
            i++;
        }
        return true;
    }
}
