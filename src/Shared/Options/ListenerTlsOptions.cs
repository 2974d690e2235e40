using System.Security.Authentication;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Shared.Options;

/// <summary>TLS on a listener.</summary>
public sealed record ListenerTlsOptions : ISettingsCheck
{
    public const string DefaultSubjectHeader = "X-Client-Subject";

    [Setting("The name that the client asks for picks the certificate by its DNS names, exact ones before wildcards. Required.",
        Example = "[{ certificate = \"/etc/actorproxy/fullchain.pem\", key = \"/etc/actorproxy/key.pem\" }]",
        Required = "the certificates are missing; write certificates = [{ certificate = FILE, key = FILE }]")]
    public ValueList<CertificateFiles> Certificates { get; init; } = [];

    [Setting("For a client that asks for no name, or for one that no certificate has: the first certificate, or none.")]
    public DefaultCertificate Default { get; init; } = DefaultCertificate.First;

    [Setting("Versions of TLS: 1.2 and 1.3.")]
    public ValueList<TlsVersion> Protocols { get; init; } = [TlsVersion.Tls12, TlsVersion.Tls13];

    [Setting("Whether clients are asked for a certificate: none, optional or required. On this listener: another "
        + "one that serves the same routes "
        + "lets in everyone whom it lets in. Bind routes that need it: routes.NAME.listeners.")]
    public ClientCertificateMode ClientCertificate { get; init; } = ClientCertificateMode.None;

    [Setting("PEM file with the roots that clients' certificates must lead to. Required with client-certificate.",
        Example = "\"/etc/actorproxy/client-ca.pem\"")]
    public string? ClientCa { get; init; }

    [Setting("The field that tells backends the subject of the client's certificate. The node drops it, also with \"_\" "
        + "for \"-\", from what clients "
        + "send on any listener.")]
    public string ClientSubjectHeader { get; init; } = DefaultSubjectHeader;

    [Setting("Whether clients are offered HTTP/2 (ALPN), for which http.enabled must be on.")]
    public bool Http2 { get; init; } = true;

    [Setting("Whether WebSockets may be streams of an HTTP/2 connection (RFC 8441).", Key = "websocket-over-http2")]
    public bool WebSocketOverHttp2 { get; init; } = true;

    [Setting("For the TLS handshake, from the accept or the PROXY header on."), Between("100ms", "5m")]
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><see cref="Protocols"/> as .NET has them.</summary>
    public SslProtocols SslProtocols => Protocols.Aggregate(SslProtocols.None,
        (all, version) => all | (version == TlsVersion.Tls12 ? SslProtocols.Tls12 : SslProtocols.Tls13));

    public void Check(SettingsCheck check)
    {
        if (check.IsEmpty("certificates"))
            check.Problem("certificates", "the list is empty");
        if (check.IsEmpty("protocols"))
            check.Problem("protocols", "there is no version of TLS; write [\"1.2\", \"1.3\"]");
        if (ClientCertificate != ClientCertificateMode.None && ClientCa is null)
            check.Problem("client-certificate", "the roots that clients' certificates must lead to are missing; "
                + "name their file with client-ca");
        foreach (var error in HeaderRules.NameErrors(ClientSubjectHeader))
            check.Problem("client-subject-header", error.TrimEnd('.'));
    }
}
