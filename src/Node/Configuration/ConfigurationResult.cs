using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Configuration;

/// <summary>A configuration, or all that is wrong with it, by file and line.</summary>
public sealed class ConfigurationResult
{
    /// <summary>More than anybody reads at once; one mistake in a large file can make one in each of its lines.</summary>
    private const int MaxProblems = 100;

    internal ConfigurationResult(LoadedConfiguration loaded) => Loaded = loaded;

    internal ConfigurationResult(IReadOnlyCollection<SettingProblem> problems)
        : this(problems, problems.Count)
    {
    }

    /// <param name="problems">The first of them.</param>
    /// <param name="count">How many there are.</param>
    internal ConfigurationResult(IReadOnlyCollection<SettingProblem> problems, int count)
    {
        Problems =
        [
            .. problems.OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Key, StringComparer.Ordinal)
                .Take(MaxProblems),
        ];
        if (count > MaxProblems)
            Problems = Problems.Add(Problems[0] with { Line = 0, Key = "", Message = $"{count - MaxProblems} problems more",
                Suggestion = null });
    }

    /// <summary>Null where there are problems.</summary>
    public LoadedConfiguration? Loaded { get; }

    public ImmutableArray<SettingProblem> Problems { get; } = [];

    [MemberNotNullWhen(true, nameof(Loaded))]
    public bool Succeeded => Loaded is not null;
}
