using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ActorProxy.Node.Configuration;

/// <summary>A configuration, or all that is wrong with it, by line.</summary>
public sealed class ConfigurationResult
{
    internal ConfigurationResult(LoadedConfiguration loaded) => Loaded = loaded;

    internal ConfigurationResult(IEnumerable<ConfigurationProblem> problems) =>
        Problems = [.. problems.OrderBy(p => p.Line).ThenBy(p => p.Key, StringComparer.Ordinal)];

    /// <summary>Null where there are problems.</summary>
    public LoadedConfiguration? Loaded { get; }

    public ImmutableArray<ConfigurationProblem> Problems { get; } = [];

    [MemberNotNullWhen(true, nameof(Loaded))]
    public bool Succeeded => Loaded is not null;
}
