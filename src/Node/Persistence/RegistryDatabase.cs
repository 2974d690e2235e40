using ActorProxy.Actors.Registry;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using Akka.Configuration;
using Serilog;

namespace ActorProxy.Node.Persistence;

/// <summary>
/// The registry's database from the start of the node until after its actor system has ended. A node whose PostgreSQL
/// cannot be reached starts and serves the routes that it knows; <see cref="State"/> says how it is.
/// </summary>
internal sealed class RegistryDatabase : IRegistryDatabase, IAsyncDisposable
{
    /// <summary>How long the start waits for a server that neither answers nor refuses; the looks go on after it.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(3);

    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _log;
    private readonly string _name;
    private readonly DatabaseNews _news = new();
    private SqliteFile? _file;
    private PostgresqlServer? _server;
    private Task _watch = Task.CompletedTask;

    private readonly JournalTable _journal;
    private volatile bool _fenced;

    private RegistryDatabase(Config akka, JournalTable journal, string name, ILogger log)
    {
        Akka = akka;
        _journal = journal;
        _name = name;
        _log = log;
    }

    /// <summary>Raised on any thread, once for each change of <see cref="State"/>. Handlers must not throw.</summary>
    public event Action<DatabaseState>? Changed;

    /// <summary>Journal, read journal and serializers, for the actor system.</summary>
    public Config Akka { get; }

    public DatabaseState State { get; private set => Volatile.Write(ref field, value); } = new("it has not answered yet");

    /// <summary>A node that writes where the fence is not known to be there could lose what another node has stored.</summary>
    public string? Unwritable => _fenced ? null : State.Problem;

    public string? Problem => State is { IsUsable: false } state ? state.Problem : null;

    /// <summary>
    /// Ends when the database could be used for the first time, its table included; cancelled where the node stops before.
    /// </summary>
    public Task Prepared => _prepared.Task;

    public Task<IReadOnlyList<JournalRow>> ReadAsync(long after, int limit, CancellationToken cancellation) =>
        _journal.ReadAsync(after, limit, cancellation);

    /// <summary>Prepares the database, or goes on with it in the background where it is a server that cannot be used yet.</summary>
    /// <param name="log">Is told of each change.</param>
    /// <param name="shared">Whether the nodes of a cluster share a SQLite file.</param>
    /// <exception cref="IOException">A SQLite file cannot be used, or the connection string is none.</exception>
    /// <exception cref="OperationCanceledException">The start was cancelled.</exception>
    public static async Task<RegistryDatabase> PrepareAsync(
        RegistryOptions options, ILogger log, TimeProvider time, bool shared = false, CancellationToken cancellation = default)
    {
        var akka = PersistenceConfig.For(options);
        switch (options.Store)
        {
            case RegistryStore.Sqlite:
                var prepared = SqliteFile.Prepare(options, shared, told => log.Warning("The registry's file {Problem:l}", told));
                var file = new RegistryDatabase(akka, prepared.Journal, Path.Combine(options.DataDirectory, SqliteFile.FileName),
                    log) { _file = prepared };
                file.Report(DatabaseState.Usable);
                return file;
            default:
                var server = new PostgresqlServer(options.ConnectionString);
                var database = new RegistryDatabase(akka, server.Journal, server.Name, log) { _server = server };
                database._watch = database.WatchAsync(new DatabaseWatch(server.CheckAsync, time));
                await database.AwaitFirstLookAsync(time, cancellation);
                return database;
        }
    }

    /// <summary>To be called when the actor system has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        _prepared.TrySetCanceled();
        if (_server is not null)
            await _server.DisposeAsync();
        _file?.Dispose();
        _stop.Dispose();
    }

    private async Task WatchAsync(DatabaseWatch watch)
    {
        try
        {
            await watch.RunAsync(Report, _stop.Token);
        }
        catch (Exception defect)
        {
            _log.Error(defect, "The registry's database {Database} is watched no more: a defect of ActorProxy", _name);
            throw;
        }
    }

    private async Task AwaitFirstLookAsync(TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            // A defect that ends the watch ends the start, too.
            await (await Task.WhenAny(_looked.Task, _watch).WaitAsync(StartTimeout, time, cancellation));
        }
        catch (TimeoutException)
        {
            _log.Warning("The registry's database {Database} has not answered yet; the node starts without it", _name);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private void Report(DatabaseState state)
    {
        var changed = state != State || !_looked.Task.IsCompleted;
        var told = _news.Is(state);
        _fenced = state.IsUsable || (_fenced && !state.Unfenced);
        State = state;
        if (told && state.IsUsable)
            _log.Information("The registry's database {Database} is usable", _name);
        else if (told)
            _log.Warning("The registry's database {Database} cannot be used: {Problem}; it is tried again", _name, state.Problem);
        if (state.IsUsable)
            _prepared.TrySetResult();
        _looked.TrySetResult();
        if (changed)
            Changed?.Invoke(state);
    }
}
