namespace ActorProxy.Shared.Http;

/// <summary>One field line of a head (RFC 9110 section 5). Each char of <paramref name="Value"/> is one byte (Latin-1).</summary>
public readonly record struct HeaderField(string Name, string Value);
