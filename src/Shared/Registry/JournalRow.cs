namespace ActorProxy.Shared.Registry;

/// <summary>A row of the registry's journal, as it is stored.</summary>
/// <param name="Ordering">Of all rows; numbers may be missing, and rows of different hosts become visible in any order.</param>
/// <param name="Entity">Whose row it is: <see cref="Prefix"/> and a host, where it is the registry's.</param>
/// <param name="Number">Of the entity's rows, from 1.</param>
/// <param name="Serializer">Id of who wrote the message.</param>
/// <param name="Manifest">The message's format.</param>
public sealed record JournalRow(long Ordering, string Entity, long Number, int Serializer, string Manifest, byte[] Message)
{
    /// <summary>What the name of each host's entity begins with.</summary>
    public const string Prefix = "routes-";

    /// <summary>The serializer of the registry's own rows. Never to be changed: it is in every database.</summary>
    public const int OwnSerializer = 7401;

    /// <summary>The host as text; null where the row is not of a host.</summary>
    public string? Host => Entity.StartsWith(Prefix, StringComparison.Ordinal) ? Entity[Prefix.Length..] : null;
}
