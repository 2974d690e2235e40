using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Fuzz.Tests.Targets;

namespace ActorProxy.Fuzz.Tests;

public class CorpusTests
{
    /// <summary>How many ways each input is split, besides the one that it stands for itself.</summary>
    private const int Splits = 64;

    public static TheoryData<string> Targets => [.. AllTargets.List.Select(t => t.Name)];

    [Theory, MemberData(nameof(Targets))]
    public void Each_input_gets_its_verdict_however_it_is_split(string name) => Check(name, Corpus.Of(name), least: 5);

    [Theory, MemberData(nameof(Targets))]
    public void What_was_found_once_is_judged_right_since(string name) => Check(name, Corpus.Found(name), least: 0);

    [Fact]
    public void Every_file_of_inputs_has_its_target()
    {
        var files = typeof(CorpusTests).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith("Corpus/", StringComparison.Ordinal) || n.StartsWith("Found/", StringComparison.Ordinal));
        Assert.All(files, file => Assert.Contains(AllTargets.List, t => t.Name == file[(file.IndexOf('/') + 1)..]));
    }

    private static void Check(string name, IReadOnlyList<CorpusEntry> entries, int least)
    {
        var target = AllTargets.Of(name);
        Assert.True(entries.Count >= least, $"{name} has {entries.Count} inputs");
        var wrong = new List<string>();
        foreach (var entry in entries)
        {
            try
            {
                var verdict = target.Run(entry.Bytes);
                for (var seed = 0; seed < Splits; seed++)
                    target.Run(entry.Bytes, new Rng((ulong)seed));
                if (verdict != entry.Verdict)
                    wrong.Add($"{entry} is {verdict}");
            }
            catch (Exception fault)
            {
                wrong.Add($"{entry}: {fault}");
            }
        }
        Assert.Empty(wrong);
    }
}
