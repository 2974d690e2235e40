namespace ActorProxy.Shared.Routing.Documents;

/// <summary>A <see cref="BackendTls"/> in JSON. Files are those of the node that reads it.</summary>
public sealed record BackendTlsDocument(string? Ca = null, string? ServerName = null, string? Certificate = null, string? Key = null, bool? Verify = null);
