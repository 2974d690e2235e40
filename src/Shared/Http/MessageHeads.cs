namespace ActorProxy.Shared.Http;

/// <summary>Request line and fields of an HTTP/1.1 request (RFC 9112 section 3).</summary>
/// <param name="Target">The request target as it was sent, in any of the forms of RFC 9112 section 3.2.</param>
public sealed record RequestHead(string Method, string Target, HeaderFields Fields)
{
    /// <summary>Whether it was received as HTTP/1.0. Heads are written as HTTP/1.1 in any case (RFC 9110 section 6.2).</summary>
    public bool IsHttp10 { get; init; }
}

/// <summary>Status line and fields of a response (RFC 9112 section 4).</summary>
/// <param name="Status">100 to 599.</param>
/// <param name="Reason">May be empty.</param>
public sealed record ResponseHead(int Status, string Reason, HeaderFields Fields)
{
    /// <summary>Whether it was received as HTTP/1.0. Heads are written as HTTP/1.1 in any case (RFC 9110 section 6.2).</summary>
    public bool IsHttp10 { get; init; }

    /// <summary>Whether it was received as HTTP/2.</summary>
    public bool IsHttp20 { get; init; }

    /// <summary>By which version it was received.</summary>
    public ProtocolVersion Version =>
        IsHttp20 ? ProtocolVersion.Http20 : IsHttp10 ? ProtocolVersion.Http10 : ProtocolVersion.Http11;

    /// <summary>A 1xx other than 101, after which the final response still comes (RFC 9110 section 15.2).</summary>
    public bool IsInterim => Status is >= 100 and <= 199 and not 101;
}
