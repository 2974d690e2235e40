using System.Collections.Immutable;
using System.Text;
using ActorProxy.Shared.Clocks;

namespace ActorProxy.Node.Configuration;

/// <summary>
/// Reads the files of one configuration: bounded in size and in time, all of them together, since a running node reads them, too.
/// </summary>
internal sealed class ConfigurationFiles : IHoconFiles
{
    /// <summary>
    /// In characters. Read, a file of short keys takes about 60 times as much, and a node must have that beside its connections;
    /// 4 MiB are some 30,000 routes.
    /// </summary>
    public const int MaxSize = 4 << 20;

    /// <summary>For what gives nothing, as a pipe without a writer or a network's disk that is gone.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<ConfigurationSource, string> _sources = [];
    private TimeSpan _left = Timeout;

    /// <summary>What was read and noted so far.</summary>
    public ConfigurationSources Sources
    {
        get
        {
            lock (_lock)
                return new ConfigurationSources(_sources.ToImmutableDictionary());
        }
    }

    /// <exception cref="IOException">The file is missing, too large, or gives nothing for too long.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public string Read(string file, int limit) => InTime(file, () =>
    {
        Note(new ConfigurationSource(null, file));
        return ReadAll(file, limit);
    });

    public IReadOnlyList<string> Find(string directory, string name) => InTime(Path.Combine(directory, name), () =>
    {
        Note(new ConfigurationSource(directory, name));
        return FilePattern.Find(directory, name).Take(HoconIncludes.MaxFiles + 1).Order(StringComparer.Ordinal).ToList();
    });

    /// <summary>The configuration names a file, which others read.</summary>
    public void Note(string file) => Note(new ConfigurationSource(null, file));

    /// <summary>
    /// Before it is read: a change in between is seen by the next look. One that gives nothing is among them all the same, and a thread
    /// that has stayed with it may come back later.
    /// </summary>
    private void Note(ConfigurationSource source)
    {
        lock (_lock)
        {
            if (!_sources.TryAdd(source, ""))
                return;
        }
        var stamp = new FileStamps().Of(source);
        lock (_lock)
            _sources[source] = stamp;
    }

    /// <summary>Opening can block as long as reading, and neither can be called off: a thread of its own may stay behind.</summary>
    private T InTime<T>(string what, Func<T> work)
    {
        var started = NodeClock.System.GetTimestamp();
        var working = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (!((IAsyncResult)working).AsyncWaitHandle.WaitOne(_left))
            throw new IOException(FormattableString.Invariant($"'{what}' gave nothing for {Timeout.TotalSeconds} s"));
        var left = _left - NodeClock.System.GetElapsedTime(started);
        _left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        return working.GetAwaiter().GetResult();
    }

    private static string ReadAll(string file, int limit)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var (text, piece) = (new StringBuilder(), new char[16 << 10]);
        for (var read = reader.Read(piece); read > 0; read = reader.Read(piece))
        {
            if (text.Append(piece, 0, read).Length <= limit)
                continue;
            var whatIs = limit < MaxSize ? $"'{file}' and the files before it are" : $"'{file}' is";
            throw new IOException($"{whatIs} larger than {MaxSize >> 20} MiB; routes in such numbers belong into the registry");
        }
        return text.ToString();
    }
}
