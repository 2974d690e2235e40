namespace ActorProxy.Shared.Routing.Documents;

/// <summary>A <see cref="Routing.StickyCookie"/> in JSON.</summary>
public sealed record StickyCookieDocument(string? Name = null, SameSite? SameSite = null);
