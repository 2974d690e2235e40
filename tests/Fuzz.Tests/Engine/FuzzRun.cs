namespace ActorProxy.Fuzz.Tests.Engine;

/// <summary>Runs of one target: inputs made of its corpus, one after the other, until the count is full or one is judged false.</summary>
/// <param name="grown">Inputs to begin with, besides the corpus.</param>
/// <param name="edges">Tells inputs that reach new code from others; null where the code does not say.</param>
internal sealed class FuzzRun(FuzzTarget target, ulong seed, IEnumerable<CorpusEntry> grown, Edges? edges = null)
{
    private readonly List<CorpusEntry> _inputs = [.. Corpus.Of(target.Name), .. Corpus.Found(target.Name), .. grown];
    private readonly byte[] _current = new byte[target.MaxLength];
    private int _currentLength;
    private long _done;

    public long Done => Volatile.Read(ref _done);

    public long Accepted { get; private set; }

    public long Refused { get; private set; }

    /// <summary>Inputs that mutations begin with.</summary>
    public IReadOnlyList<CorpusEntry> Inputs => _inputs;

    /// <summary>The input under way, or the last one. For another thread it holds only while the run hangs.</summary>
    public byte[] Current => _current[.._currentLength];

    /// <summary>Why it ended before the count was full: what the last input was judged for, or how the parser crashed.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Blocks until the end.</summary>
    public void Run(long count)
    {
        var rng = new Rng(seed);
        List<byte[]> all = [.. _inputs.Select(entry => entry.Bytes)];
        List<byte[]> valid = [.. _inputs.Where(entry => entry.Verdict == Verdict.Accepted).Select(entry => entry.Bytes)];
        var mutator = new Mutator(all, valid, target.Dictionary, target.MaxLength);
        try
        {
            if (edges is not null)
            {
                foreach (var input in all)
                {
                    target.Run(input);
                    edges.AnyNew();
                }
            }
            while (_done < count)
            {
                var input = mutator.Next(ref rng);
                input.CopyTo(_current);
                _currentLength = input.Length;
                var verdict = target.Run(input);
                Accepted += verdict == Verdict.Accepted ? 1 : 0;
                Refused += verdict == Verdict.Refused ? 1 : 0;
                if (edges is not null && edges.AnyNew())
                {
                    var found = new CorpusEntry(verdict, Current);
                    _inputs.Add(found);
                    all.Add(found.Bytes);
                    if (verdict == Verdict.Accepted)
                        valid.Add(found.Bytes);
                }
                Volatile.Write(ref _done, _done + 1);
            }
        }
        catch (Exception fault)
        {
            Fault = fault;
        }
    }

    /// <summary>As short an input as can be found soon that is judged false for the same reason as the last one.</summary>
    public byte[] Shortest()
    {
        var best = Current;
        for (var size = Math.Max(1, best.Length / 2); size > 0; size /= 2)
        {
            for (var at = 0; at + size <= best.Length;)
            {
                byte[] shorter = [.. best[..at], .. best[(at + size)..]];
                if (IsSameFault(shorter))
                    best = shorter;
                else
                    at += size;
            }
        }
        return best;
    }

    private bool IsSameFault(byte[] input)
    {
        try
        {
            target.Run(input);
            return false;
        }
        catch (Exception fault)
        {
            return fault.GetType() == Fault!.GetType() && (fault is not FalseVerdictException || fault.Message == Fault.Message);
        }
    }
}
