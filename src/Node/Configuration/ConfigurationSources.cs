using System.Collections.Immutable;

namespace ActorProxy.Node.Configuration;

/// <summary>
/// The files that a configuration was read from or names, and what they held then. Of the files it is equal to another where both have
/// found the same in the same files.
/// </summary>
public sealed class ConfigurationSources : IEquatable<ConfigurationSources>
{
    private readonly ImmutableDictionary<ConfigurationSource, string> _found;

    internal ConfigurationSources(ImmutableDictionary<ConfigurationSource, string> found) => _found = found;

    /// <summary>None: what is not from files.</summary>
    public static ConfigurationSources None { get; } = new(ImmutableDictionary<ConfigurationSource, string>.Empty);

    /// <summary>What the same files hold now. It reads files, and blocks for that long.</summary>
    internal ConfigurationSources Look(FileStamps stamps) =>
        new(_found.ToImmutableDictionary(found => found.Key, found => stamps.Of(found.Key)));

    public bool Equals(ConfigurationSources? other) =>
        other is not null && _found.Count == other._found.Count
        && _found.All(found => other._found.TryGetValue(found.Key, out var theirs) && theirs == found.Value);

    public override bool Equals(object? obj) => Equals(obj as ConfigurationSources);

    public override int GetHashCode() => _found.Count;
}
