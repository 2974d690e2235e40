using System.Globalization;
using System.Text;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Options;

/// <summary>Where routes that are put while nodes run are kept, and how the routes of the configuration relate to them.</summary>
public sealed record RegistryOptions : ISettingsCheck
{
    private const string AtStart = "the database is opened at the start";

    [Setting("Off: a node has the routes of its configuration and no others.", Restart = AtStart)]
    public bool Enabled { get; init; }

    [Setting("sqlite (a file, for a node that is alone, or a cluster whose hostname and seed-nodes are all loopback), "
        + "or postgresql (for a cluster).", Restart = AtStart)]
    public RegistryStore Store { get; init; }

    [Setting("Folder of the SQLite file; it is made where it is missing.", Restart = AtStart)]
    public string DataDirectory { get; init; } = "data";

    [Setting("Of the PostgreSQL database, as Npgsql reads it.", Secret = true,
        Example = "\"Host=db;Username=actorproxy;Password=\"${PASSWORD}\";Database=actorproxy\"", Restart = AtStart)]
    public string ConnectionString { get; init; } = "";

    [Setting("A number to raise with each change of the configuration's routes in a cluster: {range}. Nodes that still "
        + "have an older configuration do not undo the newer one. With 0 the last reload decides, and a node that starts undoes nothing."),
        Between(0, int.MaxValue)]
    public int Revision { get; init; }

    [Setting("File in which the node keeps the registry's routes for its next start: one that does not reach the registry serves them "
        + "meanwhile. Empty: none. It has what the routes have, for the node's user alone.",
        Example = "\"data/routes.json\"", Restart = "the file is read at the start")]
    public string SavedRoutes { get; init; } = "";

    [Setting("How long a node that starts waits for cluster and registry before it is ready with what it has: {range}. That is the routes "
        + "of saved-routes and of its configuration; one that has saved nothing goes on waiting for a registry whose database can be used.",
        Restart = "it is for the start"), Between("0s", "1h")]
    public TimeSpan StartWait { get; init; } = TimeSpan.FromSeconds(5);

    public void Check(SettingsCheck check)
    {
        if (Enabled && Store == RegistryStore.Postgresql && ConnectionString.Length == 0)
            check.Problem("connection-string", "is missing; write it as in \"Host=db;Username=actorproxy;Database=actorproxy\"");
        if (DataDirectory.Length == 0)
            check.Problem("data-directory", "is empty; name a folder");
    }

    /// <summary>The connection string, which may hold a password, stays out of logs.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture,
            $"Enabled = {Enabled}, Store = {Store}, DataDirectory = {DataDirectory}, ConnectionString = "
            + $"{(ConnectionString.Length == 0 ? "none" : Redaction.Hidden)}, Revision = {Revision}, "
            + $"SavedRoutes = {SavedRoutes}, StartWait = {StartWait}");
        return true;
    }
}

/// <summary>Databases of the registry.</summary>
public enum RegistryStore
{
    /// <summary>A file of the node itself; for a node that is alone.</summary>
    Sqlite,

    /// <summary>A server that all nodes of a cluster share.</summary>
    Postgresql,
}
