namespace ActorProxy.Fuzz.Tests.Engine;

/// <param name="Verdict">What the parser is to say of it.</param>
internal sealed record CorpusEntry(Verdict Verdict, byte[] Bytes)
{
    public override string ToString() => Corpus.Line(Verdict, Bytes);
}
