namespace ActorProxy.Node.Admin;

/// <summary>Why a request is not served.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Text">For the reader: what is wrong, and what to do.</param>
/// <param name="RetryAfter">Zero where it will not help.</param>
internal sealed record Refusal(int Status, string Text, TimeSpan RetryAfter = default);
