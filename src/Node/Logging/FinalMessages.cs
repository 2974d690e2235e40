using Microsoft.Win32.SafeHandles;

namespace ActorProxy.Node.Logging;

/// <summary>Lines for stderr at the end of the process, which must not wait for somebody to read them.</summary>
internal static class FinalMessages
{
    /// <summary>
    /// stderr, past the console: the runtime's writes to it under the lock of stdout, which somebody holds for ever who writes
    /// to a full pipe.
    /// </summary>
    public static TextWriter Stderr { get; } = OperatingSystem.IsWindows()
        ? Console.Error
        : new StreamWriter(new FileStream(new SafeFileHandle(2, ownsHandle: false), FileAccess.Write, bufferSize: 0)) { AutoFlush = true };

    /// <summary>A pipe with room takes a line at once.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>Completes when the line is written, or was not taken in a second. Does not fail.</summary>
    public static async Task SayAsync(TextWriter error, string line, TimeProvider time)
    {
        // Not on the pool: it may stay there.
        var saying = Task.Factory.StartNew(() => Write(error, line), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await Task.WhenAny(saying, Task.Delay(Timeout, time));
    }

    private static void Write(TextWriter error, string line)
    {
        try
        {
            error.WriteLine(line);
            error.Flush();
        }
        catch (IOException)
        {
            // stderr is closed, or on a disk that is full: there is nobody else to tell.
        }
    }
}
