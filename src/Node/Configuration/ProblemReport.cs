namespace ActorProxy.Node.Configuration;

/// <summary>Collects what is wrong with one file, and which keys were asked for.</summary>
internal sealed class ProblemReport(string file, IReadOnlyDictionary<string, int> lines)
{
    private readonly List<ConfigurationProblem> _problems = [];

    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    /// <summary>Every key that was looked for, present or not.</summary>
    public HashSet<string> KnownKeys { get; } = new(StringComparer.Ordinal);

    public void Add(string key, string message, string? suggestion = null) =>
        _problems.Add(new ConfigurationProblem(file, LineOf(key), key, message, suggestion));

    /// <summary>The line of the key, or of what is nearest around it.</summary>
    private int LineOf(string key)
    {
        for (; key.Length > 0; key = HoconPath.Parent(key))
            if (lines.TryGetValue(key, out var line))
                return line;
        return 1;
    }
}
