using System.Text;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Options;

/// <summary>Where routes that are put while nodes run are kept, and how the routes of the configuration relate to them.</summary>
public sealed record RegistryOptions
{
    /// <summary>Off: the node has the routes of its configuration and no others.</summary>
    public bool Enabled { get; init; }

    public RegistryStore Store { get; init; }

    /// <summary>Folder of the SQLite file; it is made where it is missing.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>Of the PostgreSQL database, as Npgsql reads it.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>Revision of the configuration's routes, from 0: routes of a lower one never replace those of a higher one.</summary>
    public int Revision { get; init; }

    /// <summary>The connection string, which may hold a password, stays out of logs.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Enabled = {Enabled}, Store = {Store}, DataDirectory = {DataDirectory}, ConnectionString = {(ConnectionString.Length == 0 ? "none" : Redaction.Hidden)}, Revision = {Revision}");
        return true;
    }
}
