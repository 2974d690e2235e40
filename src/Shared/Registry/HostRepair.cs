using System.Collections.Immutable;
using System.Globalization;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>
/// What a host's rows say, and what it has where all of their changes count, each after the one before it: what two nodes have
/// acknowledged from the same state is in there one after the other.
/// </summary>
/// <param name="Rows">That are not deleted, by rising number, and each one's event; null where it cannot be read.</param>
/// <param name="Fault">Null where they follow each other.</param>
/// <param name="Serves">What stands before the fault.</param>
/// <param name="Settled">What the host has with all readable rows that are not dropped; its revision is above all that any row has.</param>
/// <param name="Problem">Why the host cannot have that; empty where it can.</param>
public sealed record HostRepair(
    ImmutableArray<(JournalRow Row, RegistryEvent? Event, string Unreadable)> Rows, HostFault? Fault, HostState Serves, HostState Settled,
    string Problem)
{
    /// <param name="rows">Of the host, that are not deleted, by rising number.</param>
    /// <param name="dropped">Numbers of rows that do not count.</param>
    /// <param name="highest">Of all rows of the host, deleted ones included. No row can have a revision above its number.</param>
    public static HostRepair Of(HostPattern host, IReadOnlyList<JournalRow> rows, IReadOnlySet<long> dropped, long highest)
    {
        var history = new JournalHistory();
        var read = rows.Select(row => (Row: row, Event: JournalHistory.Read(row, out var unreadable), Unreadable: unreadable))
            .ToImmutableArray();
        var (serves, settled) = (HostState.Empty(host), HostState.Empty(host));
        foreach (var (row, changed, _) in read)
        {
            if (history.Take(row) is { } followed)
                serves = HostRegistry.Apply(serves, followed);
            if (changed is not null && changed.Host == host && !dropped.Contains(row.Number))
                settled = HostRegistry.Apply(settled, changed is HostCompacted
                    ? changed
                    : changed with { Revision = settled.Routes.Revision + 1 });
        }
        var revision = read.Select(row => row.Event?.Revision ?? 0).Append(settled.Routes.Revision).Append(highest).Max() + 1;
        settled = settled with { Routes = settled.Routes with { Revision = revision } };
        var errors = settled.Routes.Layers.SelectMany(layer => RouteTable.TryCreate(layer.Routes, out _, out var found)
            ? []
            : found.Select(error => error.Message));
        return new HostRepair(read, history.Faults.SingleOrDefault() ?? Deleted(host, rows, highest), serves, settled,
            string.Join("; ", errors));
    }

    /// <summary>The last change is gone: who deletes a row writes another one after it, which has all that it said.</summary>
    private static HostFault? Deleted(HostPattern host, IReadOnlyList<JournalRow> rows, long highest) =>
        rows.Count > 0 && rows[^1].Number == highest
            ? null
            : new HostFault(host.ToString(), highest, "it is deleted, and no row after it says what it said");

    /// <summary>A change in a few words.</summary>
    public static string Describe(RegistryEvent changed) => changed switch
    {
        RoutePut put => $"put route {put.Route.Id} ({put.Route.Path})",
        RouteRemoved removed => $"removed route {removed.RouteId}",
        OperatorRoutesSet set => string.Create(CultureInfo.InvariantCulture, $"put {set.Routes.Length} routes in the place of all"),
        RoutesDeclared declared =>
            string.Create(CultureInfo.InvariantCulture,
            $"declared {declared.Routes.Length} routes of configuration revision {declared.ConfigurationRevision}"),
        HostCompacted compacted =>
            string.Create(CultureInfo.InvariantCulture,
            $"all until then: {compacted.State.Routes.Layers.Sum(layer => layer.Routes.Length)} routes"),
        _ => changed.GetType().Name,
    };
}
