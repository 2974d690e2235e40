namespace ActorProxy.Shared.Http;

/// <summary>A request that is no upgrade and keeps <see cref="HttpRequestRules"/>.</summary>
/// <param name="Host">The host of the Host field, in lower case and without port.</param>
/// <param name="Target">Path and query as sent, in origin-form.</param>
/// <param name="Fields">All fields as the client sent them.</param>
public sealed record HttpRequest(string Method, string Host, string Target, HeaderFields Fields);
