using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Configuration;

/// <summary>Collects what is wrong with one file, and which keys were asked for.</summary>
internal sealed class ProblemReport(string file, HoconDocument document)
{
    /// <summary>How many wrong names get a suggestion, and among how many: comparing all with all takes hours in a large file.</summary>
    private const int MaxSuggestions = 100, MaxCompared = 1000;

    private readonly List<ConfigurationProblem> _problems = [];
    private readonly List<ConfigurationProblem> _warnings = [.. document.Warnings];
    private int _suggestions;

    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    public IReadOnlyList<ConfigurationProblem> Warnings => _warnings;

    /// <summary>Every key that was looked for, present or not.</summary>
    public HashSet<string> KnownKeys { get; } = new(StringComparer.Ordinal);

    public void Add(string key, string message, string? suggestion = null) =>
        _problems.Add(new ConfigurationProblem(file, document.LineOf(key), key, message, suggestion));

    /// <summary>For what is not as it should be and keeps nothing from running: the state of the world rather than the file.</summary>
    public void Warn(string key, string message) => _warnings.Add(new ConfigurationProblem(file, document.LineOf(key), key, message));

    /// <summary>What was meant by a name that there is not; null where none is near, or too much was asked for already.</summary>
    public string? Suggest(string name, IEnumerable<string> candidates) =>
        _suggestions++ < MaxSuggestions ? NearestName.Find(name, candidates.Take(MaxCompared)) : null;
}
