namespace ActorProxy.Shared.Http;

/// <summary>What the methods mean to a proxy (RFC 9110 section 9). Methods are case-sensitive.</summary>
public static class MethodRules
{
    /// <summary>Bytes of a method: the longest that is registered has 17 (RFC 9110 section 16.1).</summary>
    public const int MaxLength = 64;

    /// <summary>What is wrong with one that has more.</summary>
    internal const string TooLong = "The method has more than 64 bytes.";

    /// <summary>
    /// Whether requests of this method are forwarded. CONNECT asks for a tunnel to anywhere, and TRACE shows a script what
    /// it is not to see: cookies, and the fields that proxies add.
    /// </summary>
    public static bool IsForwarded(string method) => method is not ("CONNECT" or "TRACE");

    /// <summary>
    /// Whether a request may be sent again where it is not known what became of it (RFC 9110 section 9.2.2; QUERY by its draft).
    /// </summary>
    public static bool IsIdempotent(string method) => method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE" or "QUERY";
}
