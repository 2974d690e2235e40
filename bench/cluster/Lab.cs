using System.Diagnostics;
using System.Globalization;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Bench.Cluster;

/// <summary>The hosts of a run: the database, an echo backend and three nodes, each in its network namespace.</summary>
internal sealed class Lab : IAsyncDisposable
{
    public const string Host = "10.77.0.1";
    public const int BackendPort = 9000;

    /// <summary>Processes, since each may have no more descriptors than a node.</summary>
    public const int Backends = 3;

    private readonly List<Process> _backends;

    private Lab(string directory, PostgresServer database, List<Process> backends, IReadOnlyList<LabNode> nodes)
    {
        Directory = directory;
        Database = database;
        _backends = backends;
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
        var backends = Enumerable.Range(BackendPort, Backends)
            .Select(port => Process.Start(new ProcessStartInfo(
                Path.Combine(binaries, "wsecho"), [port.ToString(CultureInfo.InvariantCulture), "-b", Host, "-q"]))!)
            .ToList();
        var nodes = Enumerable.Range(1, 3).Select(number => new LabNode(number, $"{name}-{number}", binaries, directory, connection))
            .ToList();
        return new Lab(directory, database, backends, nodes);
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
        _backends.ForEach(backend => backend.Kill());
        await Database.DisposeAsync();
        Console.WriteLine($"Logs are in {Directory}");
    }
}
