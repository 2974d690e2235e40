using System.Security.Authentication;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Shared.Options;

/// <summary>TLS on a listener.</summary>
public sealed record ListenerTlsOptions
{
    public const string DefaultSubjectHeader = "X-Client-Subject";

    /// <summary>At least one. The client's server name picks by DNS name, exact ones first.</summary>
    public IReadOnlyList<CertificateFiles> Certificates { get; init; } = [];

    public DefaultCertificate Default { get; init; } = DefaultCertificate.First;

    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    public ClientCertificateMode ClientCertificate { get; init; } = ClientCertificateMode.None;

    /// <summary>PEM file of the roots that client certificates must lead to; null only where clients are not asked for one.</summary>
    public string? ClientCa { get; init; }

    /// <summary>The field that tells backends the subject of the client's certificate. No client can send it.</summary>
    public string ClientSubjectHeader { get; init; } = DefaultSubjectHeader;

    /// <summary>Whether clients are offered HTTP/2 (ALPN), where plain HTTP is served at all.</summary>
    public bool Http2 { get; init; } = true;

    /// <summary>Whether WebSockets may be streams of an HTTP/2 connection (RFC 8441).</summary>
    public bool WebSocketOverHttp2 { get; init; } = true;

    /// <summary>Within which the handshake must be done, from the accept or the PROXY header on; 100 ms to 5 min.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
