namespace ActorProxy.Fuzz.Tests.Engine;

/// <summary>
/// Inputs that an instrumented run has found to reach new code, by target; the runs behind it, which are faster, begin with them.
/// </summary>
internal sealed class GrownInputs
{
    private readonly Dictionary<string, List<CorpusEntry>> _inputs = new(StringComparer.Ordinal);

    public IReadOnlyList<CorpusEntry> Of(FuzzTarget target) => _inputs.GetValueOrDefault(target.Name) ?? [];

    public void Set(FuzzTarget target, IEnumerable<CorpusEntry> inputs) => _inputs[target.Name] = [.. inputs];

    /// <summary>A line each: the target, and the input with its verdict, as in a corpus.</summary>
    public void Write(string file) =>
        File.WriteAllLines(file, _inputs.SelectMany(target => target.Value.Select(input => $"{target.Key} {input}")));

    public static GrownInputs Read(string file)
    {
        var grown = new GrownInputs();
        foreach (var line in File.ReadLines(file))
        {
            var space = line.IndexOf(' ');
            if (!grown._inputs.TryGetValue(line[..space], out var inputs))
                grown._inputs[line[..space]] = inputs = [];
            inputs.Add(Corpus.Parse(line[(space + 1)..]));
        }
        return grown;
    }
}
