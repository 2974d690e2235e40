using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>Reads rows of all hosts in the order in which they were stored. Not for several threads at a time.</summary>
public sealed class JournalHistory
{
    private static readonly WireCatalogue Formats = new(RegistryWire.Formats);

    private readonly Dictionary<string, HostProgress> _hosts = new(StringComparer.Ordinal);

    /// <summary>What is wrong, by host.</summary>
    public IEnumerable<HostFault> Faults => _hosts.Values.Select(progress => progress.Fault).OfType<HostFault>();

    /// <summary>Hosts of which there are rows.</summary>
    public int Hosts => _hosts.Count;

    /// <summary>Takes a row.</summary>
    /// <returns>Its event; null where it is not a host's, has been taken before, or cannot be believed: see <see cref="Faults"/>.</returns>
    public RegistryEvent? Take(JournalRow row)
    {
        if (row.Host is not { } host)
            return null;
        var before = _hosts.GetValueOrDefault(host, HostProgress.Start);
        if (row.Number <= before.Number)
            return null;
        var changed = Read(row, out var problem);
        var after = changed is null ? before.Stopped(host, row.Number, problem) : before.After(host, row.Number, changed);
        _hosts[host] = after;
        return after.Fault is null ? changed : null;
    }

    /// <summary>The event of a row; null, and why, where it is none.</summary>
    public static RegistryEvent? Read(JournalRow row, out string problem)
    {
        problem = "";
        if (row.Serializer != JournalRow.OwnSerializer)
            problem = $"it was written by serializer {row.Serializer}, which is none of the registry's";
        else
        {
            try
            {
                if (Formats.Of(row.Manifest).Read(row.Message) is RegistryEvent changed)
                    return changed;
                problem = $"'{row.Manifest}' is no change of a host";
            }
            catch (Exception unreadable) // a row may hold anything, and none may keep the others from being read
            {
                problem = Unreadable(row.Manifest, unreadable);
            }
        }
        return null;
    }

    /// <summary>In words, on one line.</summary>
    public static string Unreadable(string manifest, Exception error) =>
        $"'{manifest}' cannot be read: "
            + $"{string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.')}";
}
