using System.Diagnostics;
using System.Globalization;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Bench.Cluster;

/// <summary>The hosts of a run: the database, an echo backend and three nodes, each in its network namespace.</summary>
internal sealed class Lab : IAsyncDisposable
{
    public const string Host = "10.77.0.1";
    public const int BackendPort = 9000;

    private readonly string _binaries;
    private readonly Process _backend;

    private Lab(string binaries, string directory, PostgresServer database, Process backend, IReadOnlyList<LabNode> nodes)
    {
        _binaries = binaries;
        Directory = directory;
        Database = database;
        _backend = backend;
        Nodes = nodes;
    }

    /// <summary>Logs and configurations.</summary>
    public string Directory { get; }

    public PostgresServer Database { get; }

    public IReadOnlyList<LabNode> Nodes { get; }

    /// <summary>Starts the database and the backend, not the nodes.</summary>
    /// <param name="name">Prefix of the namespaces.</param>
    public static async Task<Lab> CreateAsync(string name, string binaries)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("actorproxy-cluster-").FullName;
        var database = await PostgresServer.StartNewAsync(Host, "10.77.0.0/24");
        var connection = await database.CreateDatabaseAsync();
        var backend = Process.Start(new ProcessStartInfo(Path.Combine(binaries, "wsecho"), [BackendPort.ToString(CultureInfo.InvariantCulture), "-b", Host, "-q"]))!;
        var nodes = Enumerable.Range(1, 3).Select(number => new LabNode(number, $"{name}-{number}", binaries, directory, connection)).ToList();
        return new Lab(binaries, directory, database, backend, nodes);
    }

    /// <summary>Starts all nodes and waits until they are ready.</summary>
    public async Task StartAsync()
    {
        foreach (var node in Nodes)
            node.Start();
        await Task.WhenAll(Nodes.Select(node => node.ReadyAsync()));
    }

    public Task StopAsync() => Task.WhenAll(Nodes.Select(node => node.StopAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            node.Kill();
        _backend.Kill();
        await Database.DisposeAsync();
        Console.WriteLine($"Logs are in {Directory}");
    }
}
