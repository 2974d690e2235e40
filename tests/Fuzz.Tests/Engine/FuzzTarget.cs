namespace ActorProxy.Fuzz.Tests.Engine;

/// <summary>One parser, and what must hold for whatever bytes it gets.</summary>
/// <param name="name">Of the target and of its corpus.</param>
/// <param name="sources">
/// The parser's files below <c>src/</c>: those whose lines the corpus is to cover. None where another target has them.
/// </param>
internal abstract class FuzzTarget(string name, params string[] sources)
{
    public string Name { get; } = name;

    public IReadOnlyList<string> Sources { get; } = sources;

    /// <summary>The longest input in bytes.</summary>
    public virtual int MaxLength => 2048;

    /// <summary>Runs of a whole round.</summary>
    public virtual long Runs => 10_000_000;

    /// <summary>What mutations put in, besides pieces of the corpus.</summary>
    public virtual IReadOnlyList<string> Dictionary => [];

    /// <summary>Reads the input and judges what comes of it. The input alone says where it is split.</summary>
    /// <exception cref="FalseVerdictException">Something that must hold does not. Any other exception is a crash.</exception>
    public Verdict Run(ReadOnlySpan<byte> input) => Run(input, Rng.Of(input));

    /// <param name="rng">Where the input is split, and other choices of the judge.</param>
    public abstract Verdict Run(ReadOnlySpan<byte> input, Rng rng);
}
