namespace ActorProxy.Node.Configuration;

/// <summary>Reads the file of a configuration: bounded in size and in time, since a running node reads it, too.</summary>
internal static class ConfigurationFile
{
    /// <summary>
    /// In characters. Read, a file of short keys takes about 60 times as much, and a node must have that beside its connections;
    /// 4 MiB are some 30,000 routes.
    /// </summary>
    public const int MaxSize = 4 << 20;

    /// <summary>For what gives nothing, as a pipe without a writer or a network's disk that is gone.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <exception cref="IOException">The file is missing, too large, or gives nothing for too long.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static string Read(string file)
    {
        // Opening can block as long as reading, and neither can be called off: a thread of its own may stay behind.
        var reading = Task.Factory.StartNew(() => ReadAll(file), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return ((IAsyncResult)reading).AsyncWaitHandle.WaitOne(Timeout)
            ? reading.GetAwaiter().GetResult()
            : throw new IOException(FormattableString.Invariant($"'{file}' gave nothing for {Timeout.TotalSeconds} s"));
    }

    private static string ReadAll(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = new char[MaxSize + 1];
        var length = reader.ReadBlock(text);
        return length <= MaxSize
            ? new string(text, 0, length)
            : throw new IOException($"'{file}' is larger than {MaxSize >> 20} MiB; routes in such numbers belong into the registry");
    }
}
