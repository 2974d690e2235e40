using System.Diagnostics;
using System.Globalization;

namespace ActorProxy.Fuzz.Tests.Engine;

/// <summary>Runs a target to its end, watches that each run ends, and tells how it went.</summary>
internal static class FuzzReport
{
    /// <summary>Longest time of one input. Ordinary ones take microseconds; a busy machine may stop a thread for seconds.</summary>
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(60);

    /// <summary>Whether nothing was found. After a hang the thread that hangs is left behind.</summary>
    /// <param name="grown">Of all targets: inputs to begin with; those that reach new code are added, where the run has edges.</param>
    public static bool Run(FuzzTarget target, long count, ulong seed, TextWriter output, GrownInputs grown, Edges? edges = null)
    {
        var run = new FuzzRun(target, seed, grown.Of(target), edges);
        var thread = new Thread(() => run.Run(count), maxStackSize: 1024 * 1024) { IsBackground = true, Name = target.Name };
        var watch = Stopwatch.StartNew();
        thread.Start();
        var (seen, since) = (-1L, watch.Elapsed);
        while (!thread.Join(TimeSpan.FromSeconds(1)))
        {
            if (run.Done != seen)
                (seen, since) = (run.Done, watch.Elapsed);
            if (watch.Elapsed - since < HangLimit)
                continue;
            output.WriteLine($"{target.Name}: HANG after {run.Done} runs with seed {seed}: an input took more than "
                + $"{HangLimit.TotalSeconds} s:");
            output.WriteLine(Corpus.Line(Verdict.Refused, run.Current));
            return false;
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{target.Name}: {run.Done} runs, seed {seed}, {Percent(run.Accepted)} accepted, {Percent(run.Refused)} refused, "
                + $"{run.Inputs.Count} inputs, {watch.Elapsed.TotalSeconds:F1} s"));
        if (edges is not null)
            grown.Set(target, run.Inputs);
        if (run.Fault is null)
            return true;
        output.WriteLine($"{target.Name}: FAULT: {run.Fault}");
        output.WriteLine(Corpus.Line(Verdict.Refused, run.Shortest()));
        return false;

        string Percent(long part) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / Math.Max(1, run.Done):F1} %");
    }
}
