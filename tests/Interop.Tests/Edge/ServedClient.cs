namespace ActorProxy.Interop.Tests.Edge;

/// <summary>A client whose handshake and request went well.</summary>
/// <param name="Subject">Of the certificate that it was shown.</param>
/// <param name="Came">Time stamp from before it connected.</param>
internal sealed record ServedClient(string Subject, long Came);
