using System.Diagnostics.Metrics;
using System.Globalization;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Telemetry;

/// <summary>
/// How long each loop's thread has been on a CPU, and how long it has waited for one with work to do, by what Linux keeps
/// of it anyway: it costs the loop nothing. Nothing where the system does not tell.
/// </summary>
internal sealed class LoopTimes
{
    private const double Nanoseconds = 1e9;

    private readonly string?[] _files;

    public LoopTimes(IReadOnlyList<EventLoop> loops)
    {
        _files = new string?[loops.Count];
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var loop in loops)
            loop.Post(() => Volatile.Write(ref _files[loop.Index], FileOfThisThread()));
    }

    public IEnumerable<Measurement<double>> Read()
    {
        for (var loop = 0; loop < _files.Length; loop++)
        {
            if (Volatile.Read(ref _files[loop]) is not { } file || !TryRead(file, out var running, out var waiting))
                continue;
            yield return new Measurement<double>(running / Nanoseconds, new("loop", loop), new("state", "running"));
            yield return new Measurement<double>(waiting / Nanoseconds, new("loop", loop), new("state", "waiting"));
        }
    }

    // "PROCESS/task/THREAD".
    private static string? FileOfThisThread() =>
        new FileInfo("/proc/thread-self").LinkTarget is { } thread ? $"/proc/{thread}/schedstat" : null;

    private static bool TryRead(string file, out long running, out long waiting)
    {
        (running, waiting) = (0, 0);
        try
        {
            var fields = File.ReadAllText(file).Split(' ');
            return fields.Length >= 2
                && long.TryParse(fields[0], CultureInfo.InvariantCulture, out running)
                && long.TryParse(fields[1], CultureInfo.InvariantCulture, out waiting);
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            // A kernel without it, or a loop that has ended.
            return false;
        }
    }
}
