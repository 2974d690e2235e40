using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace ActorProxy.Shared.Names;

/// <summary>What <c>/etc/resolv.conf</c> says of name servers and of the names that a short one may mean: resolv.conf(5).</summary>
/// <param name="Servers">In their order; empty where there are none.</param>
/// <param name="Search">Domains in which a name is looked for.</param>
/// <param name="Dots">Dots from which on a name is first looked for as it is.</param>
public sealed record ResolverFile(ImmutableArray<IPAddress> Servers, ImmutableArray<string> Search, int Dots)
{
    private const int DefaultDots = 1;
    private const int MostDots = 15; // as the C library has it

    public static ResolverFile Empty { get; } = new([], [], DefaultDots);

    /// <summary>Lines that are not understood say nothing, as for every other reader of the file.</summary>
    public static ResolverFile Parse(string text)
    {
        var servers = ImmutableArray.CreateBuilder<IPAddress>();
        ImmutableArray<string> search = [];
        var dots = DefaultDots;
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["nameserver", var server, ..] when IPAddress.TryParse(server, out var address):
                    servers.Add(address);
                    break;
                case ["search", .. var domains]:
                    search = [.. domains.Select(domain => domain.TrimEnd('.')).Where(domain => domain.Length > 0)];
                    break;
                case ["domain", var domain, ..]:
                    search = [domain.TrimEnd('.')];
                    break;
                case ["options", .. var options]:
                    foreach (var option in options.Where(option => option.StartsWith("ndots:", StringComparison.Ordinal)))
                        if (int.TryParse(option.AsSpan("ndots:".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                            dots = Math.Min(number, MostDots);
                    break;
            }
        }
        return new ResolverFile(servers.ToImmutable(), search, dots);
    }

    /// <summary>The names that one may mean, in the order in which they are asked for.</summary>
    public IEnumerable<string> NamesOf(string name)
    {
        var inDomains = Search.Select(domain => $"{name}.{domain}");
        return name.Count(c => c == '.') >= Dots ? inDomains.Prepend(name) : inDomains.Append(name);
    }
}
