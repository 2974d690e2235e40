namespace ActorProxy.Fuzz.Tests.Engine;

/// <summary>What a parser says of an input.</summary>
internal enum Verdict
{
    /// <summary>It would wait for more bytes. In a corpus: <c>.</c></summary>
    Incomplete,
    /// <summary>In a corpus: <c>+</c></summary>
    Accepted,
    /// <summary>In a corpus: <c>-</c></summary>
    Refused,
}
