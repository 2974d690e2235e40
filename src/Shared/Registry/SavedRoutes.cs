using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>The registry's routes as a node has last had them, for its next start: JSON, as they travel between nodes.</summary>
/// <param name="Format">Of the document: <see cref="Current"/> in this version.</param>
/// <param name="SavedAt">When the node had them, by its clock, UTC.</param>
public sealed record SavedRoutes(int Format, DateTimeOffset SavedAt, ImmutableArray<HostRoutes> Hosts)
{
    public const int Current = 1;

    /// <summary>What a version of this program writes that has another format says so under the same key.</summary>
    private const string FormatKey = "format";

    /// <summary>In this version's format.</summary>
    public static SavedRoutes Of(IEnumerable<HostRoutes> hosts, DateTimeOffset at) =>
        new(Current, at, [.. hosts.OrderBy(host => host.Host.ToString(), StringComparer.Ordinal)]);

    /// <summary>Reads a document of which it is not known that it is whole, or of this version.</summary>
    /// <param name="problem">What is wrong with it, a sentence without its full stop.</param>
    public static bool TryRead(ReadOnlyMemory<byte> text, [NotNullWhen(true)] out SavedRoutes? saved,
        [NotNullWhen(false)] out string? problem)
    {
        saved = null;
        try
        {
            problem = Foreign(text);
            if (problem is not null)
                return false;
            var read = JsonSerializer.Deserialize(text.Span, RegistryJson.Default.SavedRoutes)!;
            problem = Fault(read);
            if (problem is null)
                saved = read;
        }
        catch (JsonException error)
        {
            problem = $"it is damaged or not whole: {error.Message.TrimEnd('.')}";
        }
        return problem is null;
    }

    /// <summary>The document, in UTF-8.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, RegistryJson.Default.SavedRoutes);

    public bool Equals(SavedRoutes? other) => other is not null && Format == other.Format && SavedAt == other.SavedAt
        && Hosts.AsSpan().SequenceEqual(other.Hosts.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Format, SavedAt, Hosts.Length);

    private static string? Foreign(ReadOnlyMemory<byte> text)
    {
        using var document = JsonDocument.Parse(text);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(FormatKey, out var value))
            return "it has no routes that ActorProxy has saved";
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var format) && format == Current
            ? null
            : $"it has format {value.GetRawText()}, and this version reads {Current}: another version has written it";
    }

    /// <summary>What JSON allows and routes do not.</summary>
    private static string? Fault(SavedRoutes read) =>
        read.Hosts.Any(host => host is null)
            ? "a host is null"
            : read.Hosts.Select(Fault).FirstOrDefault(fault => fault is not null)
                ?? (read.Hosts.DistinctBy(host => host.Host).Count() < read.Hosts.Length ? "a host is in it twice" : null);

    private static string? Fault(HostRoutes host) =>
        host.Revision < 0 || host.Layers.Any(layer => layer is null)
            ? $"host {host.Host} is not whole"
            : host.Layers.SelectMany(layer => layer.Routes).Any(route => route.Host != host.Host)
                ? $"host {host.Host} has routes of another one"
                : RouteTable.TryCreate(host.Effective(), out _, out var errors) ? null : errors[0].Message;
}
