namespace ActorProxy.Shared.Http;

/// <summary>Request line and fields of an HTTP/1.1 request (RFC 9112 section 3).</summary>
/// <param name="Target">The request target as it was sent, in any of the forms of RFC 9112 section 3.2.</param>
public sealed record RequestHead(string Method, string Target, HeaderFields Fields);
