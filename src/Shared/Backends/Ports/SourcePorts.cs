using System.Globalization;

namespace ActorProxy.Shared.Backends.Ports;

/// <summary>The ports of each of the node's addresses among which the kernel chooses when it connects.</summary>
/// <param name="First">1 to 65535.</param>
/// <param name="Last">First to 65535.</param>
/// <param name="Reserved">How many of those the kernel leaves alone.</param>
public readonly record struct SourcePorts(int First, int Last, int Reserved = 0)
{
    public int Count => Last - First + 1 - Reserved;

    /// <param name="range">As in <c>ip_local_port_range</c>: the first and the last one.</param>
    /// <param name="reserved">As in <c>ip_local_reserved_ports</c>: ports and ranges, with commas between them; empty for none.</param>
    /// <returns>Null where that is not what the texts are.</returns>
    public static SourcePorts? Parse(string range, string reserved)
    {
        if (range.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var low, var high]
            || PortOf(low) is not { } first || PortOf(high) is not { } last || last < first)
            return null;
        var count = 0;
        foreach (var item in reserved.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = item.Split('-');
            if (ends.Length > 2 || PortOf(ends[0]) is not { } from || PortOf(ends[^1]) is not { } to)
                return null;
            count += Math.Max(0, Math.Min(to, last) - Math.Max(from, first) + 1);
        }
        return new SourcePorts(first, last, count);
    }

    private static int? PortOf(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
}
