namespace ActorProxy.Shared.Directory;

/// <summary>An order of connections. Those of equal value follow each other by id, so that the order is total.</summary>
/// <param name="Descending">The other way round, ids too.</param>
public sealed record ConnectionSort(ConnectionSortKey Key, bool Descending = false)
{
    public static readonly ConnectionSort OldestFirst = new(ConnectionSortKey.Since);

    internal Place PlaceOf(IConnectionEntry entry, in ConnectionUse use, DateTimeOffset now) => new(Key switch
    {
        ConnectionSortKey.Since => entry.Since.UtcTicks,
        ConnectionSortKey.Bytes => use.BytesFromClient + use.BytesFromBackend,
        ConnectionSortKey.Messages => use.MessagesFromClient + use.MessagesFromBackend,
        ConnectionSortKey.Idle => IdleValue(now - use.Idle),
        _ => 0,
    }, entry.Id);

    /// <summary>The row's place, the same that its entry had.</summary>
    public Place PlaceOf(ConnectionRow row) => new(Key switch
    {
        ConnectionSortKey.Since => row.Since.UtcTicks,
        ConnectionSortKey.Bytes => row.BytesFromClient + row.BytesFromBackend,
        ConnectionSortKey.Messages => row.MessagesFromClient + row.MessagesFromBackend,
        ConnectionSortKey.Idle => IdleValue(row.LastActivity),
        _ => 0,
    }, row.Id);

    internal PlaceOrder Order() => Descending ? PlaceOrder.Descending : PlaceOrder.Ascending;

    // Not the idle time itself, which grows between two pages while nothing happens.
    private static long IdleValue(DateTimeOffset lastActivity) => -lastActivity.UtcTicks;
}
