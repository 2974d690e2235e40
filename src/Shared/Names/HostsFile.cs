using System.Collections.Frozen;
using System.Net;

namespace ActorProxy.Shared.Names;

/// <summary>What <c>/etc/hosts</c> says of names: hosts(5).</summary>
public sealed class HostsFile
{
    private readonly FrozenDictionary<string, IPAddress[]> _addresses;

    private HostsFile(IEnumerable<(string Name, IPAddress Address)> entries) => _addresses = entries
        .GroupBy(entry => entry.Name, entry => entry.Address, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(name => name.Key, name => name.Distinct().ToArray(), StringComparer.OrdinalIgnoreCase);

    public static HostsFile Empty { get; } = new([]);

    /// <summary>Lines that are not understood say nothing, as for every other reader of the file.</summary>
    public static HostsFile Parse(string text) => new(text.Split('\n').SelectMany(Entries));

    /// <summary>Empty for a name that it does not have.</summary>
    public IReadOnlyList<IPAddress> AddressesOf(string name) => _addresses.GetValueOrDefault(name, []);

    private static IEnumerable<(string Name, IPAddress Address)> Entries(string line)
    {
        var words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words is [var first, .. var names] && IPAddress.TryParse(first, out var address)
            ? names.Select(name => (name, address))
            : [];
    }
}
