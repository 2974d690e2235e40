using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ActorProxy.Tests.Harness;

/// <summary>
/// A PostgreSQL server of a test: its own data in a temporary directory, on a loopback port of its own, by the binaries of
/// Debian's package <c>postgresql</c>. It does not run as root, so where the tests do, it runs as <c>postgres</c>.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    public const string Owner = "owner";

    /// <summary>Has what connection strings must quote.</summary>
    public const string Password = "p;a'ss\"w=\\${d}#";

    private static readonly bool AsRoot = Environment.UserName == "root";

    private static readonly Lazy<string?> Binaries = new(() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            .Where(directory => File.Exists(Path.Combine(directory, "initdb")))
            .MaxBy(directory => int.Parse(Path.GetFileName(Path.GetDirectoryName(directory)!), CultureInfo.InvariantCulture))
        : null);

    private readonly string _directory;
    private readonly string _host;
    private int _databases;

    private PostgresServer(string directory, string host, int port)
    {
        _directory = directory;
        _host = host;
        Port = port;
    }

    /// <summary>Why there can be no server here, or null where there can.</summary>
    public static string? Lacking =>
        !OperatingSystem.IsLinux() ? "the tests start PostgreSQL on Linux only"
        : Binaries.Value is null ? "PostgreSQL is not installed: apt-get install postgresql"
        : AsRoot && !File.Exists("/usr/sbin/runuser") ? "there is no runuser, and PostgreSQL does not run as root"
        : null;

    public int Port { get; }

    public bool IsRunning => File.Exists(Path.Combine(Data, "postmaster.pid"));

    private string Data => Path.Combine(_directory, "data");

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="host">Where it listens.</param>
    /// <param name="clients">The network of its clients; null for those of this machine.</param>
    public static async Task<PostgresServer> StartNewAsync(string host = "127.0.0.1", string? clients = null)
    {
        var directory = (await RunAsync("mktemp", "", "-d", "-p", Path.GetTempPath(), "pg.XXXXXXXX")).Trim();
        var server = new PostgresServer(directory, host, FreePort.Next());
        try
        {
            var password = Path.Combine(directory, "password");
            await RunAsync("tee", Password, password);
            await RunAsync(Tool("initdb"), "", "-D", server.Data, "-U", Owner, "-A", "scram-sha-256", "--pwfile", password,
                "-E", "UTF8", "--locale=C", "--no-sync");
            if (clients is not null)
                await RunAsync("tee", $"host all all {clients} scram-sha-256\n", "-a", Path.Combine(server.Data, "pg_hba.conf"));
            await server.StartAsync();
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
        return server;
    }

    /// <summary>Starts a server that was stopped or killed, with the same data on the same port.</summary>
    public Task StartAsync() => RunAsync(Tool("pg_ctl"), "", "start", "-w", "-s", "-D", Data, "-l", Path.Combine(_directory, "log"),
        "-o", $"-p {Port} -h {_host} -k {_directory} -c fsync=off -c shared_buffers=16MB");

    /// <summary>Ends connections and stops.</summary>
    public Task StopAsync() => RunAsync(Tool("pg_ctl"), "", "stop", "-w", "-s", "-D", Data, "-m", "fast");

    /// <summary>Stops as after a crash: what was not committed is lost, and the next start recovers.</summary>
    public Task KillAsync() => RunAsync(Tool("pg_ctl"), "", "stop", "-w", "-s", "-D", Data, "-m", "immediate");

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>An empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(ConnectionString("postgres"), $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    public string ConnectionString(string database, string user = Owner) => new NpgsqlConnectionStringBuilder
    {
        Host = _host,
        Port = Port,
        Username = user,
        Password = Password,
        Database = database,
    }.ConnectionString;

    /// <summary>By a connection of its own, outside of any pool.</summary>
    /// <returns>The first value of the first row.</returns>
    public static async Task<object?> ExecuteAsync(string connectionString, string text)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            await KillAsync();
        await RunAsync("rm", "", "-rf", _directory);
    }

    private static string Tool(string name) =>
        Path.Combine(Binaries.Value ?? throw new InvalidOperationException(Lacking), name);

    /// <returns>What the program wrote to stdout.</returns>
    private static async Task<string> RunAsync(string program, string input, params string[] arguments)
    {
        string[] command = AsRoot ? ["/usr/sbin/runuser", "-u", "postgres", "--", program, .. arguments] : [program, .. arguments];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        // A program that reads nothing may have ended already.
        if (input.Length > 0)
            await process.StandardInput.WriteLineAsync(input);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with "
                + $"{process.ExitCode}: {await errors}");
    }
}
