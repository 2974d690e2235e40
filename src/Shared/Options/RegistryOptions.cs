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
            + $"{(ConnectionString.Length == 0 ? "none" : Redaction.Hidden)}, Revision = {Revision}");
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
