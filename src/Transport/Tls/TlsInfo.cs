namespace ActorProxy.Transport.Tls;

/// <summary>What a TLS handshake has agreed on and shown.</summary>
/// <param name="Protocol">As in <c>TLSv1.3</c>.</param>
/// <param name="ServerName">The name that the client asked for (SNI, RFC 6066 section 3), or null where it named none.</param>
/// <param name="ApplicationProtocol">By ALPN (RFC 7301), as in <c>http/1.1</c>; null where none was negotiated.</param>
/// <param name="PeerSubject">Subject of the certificate that the peer has shown, or null where it has shown none.</param>
public sealed record TlsInfo(string Protocol, string? ServerName, string? ApplicationProtocol, string? PeerSubject)
{
    /// <summary>Whether HTTP/2 was negotiated (RFC 9113 section 3.2).</summary>
    public bool IsHttp2 => ApplicationProtocol == "h2";
}
