using System.Collections.Frozen;

namespace ActorProxy.Shared.Wire;

/// <summary>All formats of the program. Where two are of one type, the first is written and all are read.</summary>
public sealed class WireCatalogue
{
    private readonly FrozenDictionary<string, WireFormat> _byManifest;
    private readonly FrozenDictionary<Type, WireFormat> _byType;

    /// <exception cref="ArgumentException">Two formats have the same manifest.</exception>
    public WireCatalogue(params IReadOnlyList<WireFormat> formats)
    {
        Formats = formats;
        _byManifest = formats.ToFrozenDictionary(f => f.Manifest, StringComparer.Ordinal);
        _byType = formats.GroupBy(f => f.Type).ToFrozenDictionary(g => g.Key, g => g.First());
    }

    public IReadOnlyList<WireFormat> Formats { get; }

    /// <exception cref="ArgumentException">There is none.</exception>
    public WireFormat Of(Type type) =>
        _byType.GetValueOrDefault(type) ?? throw new ArgumentException($"{type} has no wire format.", nameof(type));

    /// <exception cref="ArgumentException">There is none: it was written by a newer version, or not by this program.</exception>
    public WireFormat Of(string manifest) => _byManifest.GetValueOrDefault(manifest)
        ?? throw new ArgumentException($"There is no wire format '{manifest}': it is of a newer version, or of another program.",
            nameof(manifest));
}

/// <summary>A value that goes to other nodes or into the database. It has a <see cref="WireFormat"/>.</summary>
public interface IWireMessage;
