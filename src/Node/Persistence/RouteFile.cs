using ActorProxy.Actors.Registry;
using ActorProxy.Shared.Registry;
using ActorProxy.Transport;
using Serilog;

namespace ActorProxy.Node.Persistence;

/// <summary>
/// The registry's routes in a file of the node's own (<c>registry.saved-routes</c>). It is whole at any moment: another one is written
/// beside it, and takes its place. Nothing that is wrong with it keeps a node from starting or serving.
/// </summary>
internal sealed class RouteFile : ISavedRoutes, IAsyncDisposable
{
    /// <summary>More than a registry of 100,000 hosts has.</summary>
    private const int MaxSize = 1 << 30;

    private readonly string _path;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private SavedRoutes? _next;
    private Task _writing = Task.CompletedTask;
    private bool _toldOfTrouble;
    private long _failures;

    private RouteFile(string path, ILogger log) => (_path, _log) = (path, log);

    public SavedRoutes? Last { get; private set; }

    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Reads what was saved. Null where nothing is to be.</summary>
    /// <param name="path">Empty for no file.</param>
    public static RouteFile? Open(string path, ILogger log)
    {
        if (path.Length == 0)
            return null;
        var file = new RouteFile(path, log);
        file.Read();
        return file;
    }

    public void Save(SavedRoutes routes)
    {
        lock (_lock)
        {
            var isWriting = _next is not null;
            _next = routes;
            if (!isWriting)
                _writing = _writing.ContinueWith(_ => WriteNext(), CancellationToken.None, TaskContinuationOptions.None,
                    TaskScheduler.Default);
        }
    }

    /// <summary>Waits for what was given to it.</summary>
    public async ValueTask DisposeAsync()
    {
        Task writing;
        lock (_lock)
            writing = _writing;
        await writing;
    }

    private void Read()
    {
        if (!File.Exists(_path))
            return;
        try
        {
            if (PrivateFile.Close(_path) is { } told)
                _log.Warning("The file of saved routes {Problem:l}", told);
            var text = WholeFile.Read(_path, (int)Math.Min(MaxSize, new FileInfo(_path).Length));
            if (SavedRoutes.TryRead(text, out var saved, out var problem))
                Last = saved;
            else
                SetAside(problem);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _failures);
            _log.Warning("The file of saved routes {File:l} cannot be read: {Problem:l}; the node starts without it. Give the node's user "
                + "the right to read and write it", _path, failure.Message);
        }
    }

    /// <summary>For somebody who wants to look at it; the next one takes its name.</summary>
    private void SetAside(string problem)
    {
        Interlocked.Increment(ref _failures);
        var aside = $"{_path}.unusable";
        string where;
        try
        {
            File.Move(_path, aside, overwrite: true);
            where = $"it is now {aside}";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            where = $"it stays where it is: {failure.Message}";
        }
        _log.Warning("The file of saved routes {File:l} cannot be used: {Problem:l}; the node starts without it, and {Where:l}. "
            + "Another one is written when the registry's routes are here", _path, problem, where);
    }

    private void WriteNext()
    {
        SavedRoutes routes;
        lock (_lock)
            (routes, _next) = (_next!, null);
        try
        {
            Write(routes.Write());
            if (_toldOfTrouble)
                _log.Information("The registry's routes are saved to {File:l} again", _path);
            _toldOfTrouble = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _failures);
            if (!_toldOfTrouble)
                _log.Warning("The registry's routes cannot be saved to {File:l}: {Problem:l}; the node goes on, and would start with those "
                    + "that were saved before. Make room, or give the node's user the right to write to the folder", _path,
                    failure.Message);
            _toldOfTrouble = true;
        }
    }

    private void Write(byte[] text)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(_path))!;
        Directory.CreateDirectory(folder);
        var beside = $"{_path}.new";
        // One that was left by a node that ended meanwhile may have any mode.
        File.Delete(beside);
        using (var file = PrivateFile.Open(beside, FileAccess.Write, FileShare.None))
        {
            file.Write(text);
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, _path, overwrite: true);
    }
}
