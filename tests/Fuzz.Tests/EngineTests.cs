using System.Text;
using ActorProxy.Fuzz.Tests.Engine;

namespace ActorProxy.Fuzz.Tests;

public class EngineTests
{
    [Fact]
    public void A_line_of_a_corpus_is_the_input_that_it_was_made_of()
    {
        var bytes = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        Assert.Equal(bytes, Corpus.Parse(Corpus.Line(Verdict.Accepted, bytes)).Bytes);
    }

    [Fact]
    public void A_seed_repeats_the_inputs_and_another_one_does_not()
    {
        Assert.Equal(Inputs(1), Inputs(1));
        Assert.NotEqual(Inputs(1), Inputs(2));

        static string[] Inputs(ulong seed)
        {
            var rng = new Rng(seed);
            var mutator = new Mutator(["abcdef"u8.ToArray(), "0123"u8.ToArray()], ["abcdef"u8.ToArray()], ["word"], 32);
            return [.. Enumerable.Range(0, 100).Select(_ => Encoding.Latin1.GetString(mutator.Next(ref rng)))];
        }
    }

    [Fact]
    public void What_is_judged_false_is_reported_as_its_shortest_input()
    {
        var output = new StringWriter();
        Assert.False(FuzzReport.Run(new RefusesBang(), 100_000, seed: 1, output, new GrownInputs()));
        Assert.Contains("No exclamation mark.", output.ToString());
        Assert.EndsWith($"- !{Environment.NewLine}", output.ToString());
    }

    [Fact]
    public void Inputs_that_have_grown_come_back_from_their_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            var grown = new GrownInputs();
            var target = new RefusesBang();
            CorpusEntry[] entries = [new(Verdict.Accepted, "a b\n"u8.ToArray()), new(Verdict.Refused, [])];
            grown.Set(target, entries);
            grown.Write(file);
            Assert.Equal(entries.Select(e => e.ToString()), GrownInputs.Read(file).Of(target).Select(e => e.ToString()));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>As if its parser took an exclamation mark for something else. Begins with the corpus of another target.</summary>
    private sealed class RefusesBang() : FuzzTarget("authorities")
    {
        public override IReadOnlyList<string> Dictionary { get; } = ["!"];

        public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
        {
            Judge.That(!input.Contains((byte)'!'), "No exclamation mark.");
            return Verdict.Accepted;
        }
    }
}
