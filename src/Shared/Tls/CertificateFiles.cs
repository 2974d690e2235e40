using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Tls;

/// <summary>The PEM files of a certificate, with its chain behind it, and of its private key. They may be one file.</summary>
public sealed record CertificateFiles(
    [property: Setting("PEM file of the certificate with its chain behind it. Changed files are used by new "
        + "handshakes (see tls.reload-interval), "
        + "but those of cluster.tls with a restart only.",
        Example = "\"/etc/actorproxy/fullchain.pem\"", Required =
            "the certificate is missing; name the PEM file with the certificate and its chain")]
    string Certificate,
    [property: Setting("PEM file of its private key, without a pass phrase.",
        Example = "\"/etc/actorproxy/key.pem\"", Required = "the key is missing; name the PEM file with the certificate's private key")]
    string Key)
{
    public CertificateFiles()
        : this("", "")
    {
    }
}
