namespace ActorProxy.Shared.Routing.Documents;

/// <summary>A <see cref="Backend"/> in JSON.</summary>
/// <param name="Id">Null where it is the URL.</param>
/// <param name="Weight">Null for 1.</param>
public sealed record BackendDocument(string? Url = null, int? Weight = null, string? Id = null);
