using System.Security.Authentication;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads the <c>tls</c> of a listener. The files themselves are looked at by <see cref="CertificateCheck"/>.</summary>
internal static class ListenerTlsReader
{
    private static readonly ListenerTlsOptions Defaults = new();

    public static ListenerTlsOptions Read(HoconSection section)
    {
        var options = new ListenerTlsOptions
        {
            Certificates = [.. ReadCertificates(section)],
            Default = section.Choice("default", Defaults.Default),
            Protocols = ReadProtocols(section),
            ClientCertificate = section.Choice("client-certificate", Defaults.ClientCertificate),
            ClientCa = section.Text("client-ca"),
            ClientSubjectHeader = section.Text("client-subject-header") ?? Defaults.ClientSubjectHeader,
            Http2 = section.Flag("http2", Defaults.Http2),
            WebSocketOverHttp2 = section.Flag("websocket-over-http2", Defaults.WebSocketOverHttp2),
            HandshakeTimeout = section.Duration("handshake-timeout", Defaults.HandshakeTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
        };
        if (!section.Has("certificates"))
            section.ProblemAt(section.Path, "the certificates are missing; write certificates = [{ certificate = FILE, key = FILE }]");
        if (options.ClientCertificate != ClientCertificateMode.None && options.ClientCa is null)
            section.Problem("client-certificate", "the roots that clients' certificates must lead to are missing; name their file with client-ca");
        foreach (var error in HeaderRules.NameErrors(options.ClientSubjectHeader))
            section.Problem("client-subject-header", error.TrimEnd('.'));
        section.Close();
        return options;
    }

    private static List<CertificateFiles> ReadCertificates(HoconSection section)
    {
        var certificates = new List<CertificateFiles>();
        var items = 0;
        foreach (var (path, _, item) in section.Items("certificates"))
        {
            items++;
            if (item is null)
            {
                section.ProblemAt(path, "is not an object; write { certificate = FILE, key = FILE }");
                continue;
            }
            var (certificate, key) = (item.Text("certificate"), item.Text("key"));
            if (!item.Has("certificate"))
                section.ProblemAt(path, "the certificate is missing; name the PEM file with the certificate and its chain");
            else if (!item.Has("key"))
                section.ProblemAt(path, "the key is missing; name the PEM file with the certificate's private key");
            else if (certificate is not null && key is not null)
                certificates.Add(new CertificateFiles(certificate, key));
            item.Close();
        }
        if (section.Has("certificates") && items == 0)
            section.Problem("certificates", "the list is empty");
        return certificates;
    }

    private static SslProtocols ReadProtocols(HoconSection section)
    {
        var protocols = SslProtocols.None;
        foreach (var (path, text) in section.List("protocols"))
        {
            protocols |= text switch
            {
                "1.2" => SslProtocols.Tls12,
                "1.3" => SslProtocols.Tls13,
                _ => SslProtocols.None,
            };
            if (text is not ("1.2" or "1.3"))
                section.ProblemAt(path, $"'{text}' is no version of TLS that can be had; there are \"1.2\" and \"1.3\"");
        }
        if (section.Has("protocols") && protocols == SslProtocols.None)
            section.Problem("protocols", "there is no version of TLS; write [\"1.2\", \"1.3\"]");
        return protocols == SslProtocols.None ? Defaults.Protocols : protocols;
    }
}
