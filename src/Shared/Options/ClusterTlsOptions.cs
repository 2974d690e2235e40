using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Shared.Options;

/// <summary>Mutual TLS of the cluster's own traffic: each node shows its certificate and asks for the other's.</summary>
public sealed record ClusterTlsOptions(
    [property: Inline] CertificateFiles Files,
    [property: Setting("PEM file of the roots that the other nodes' certificates must lead to.",
        Example = "\"/etc/actorproxy/cluster-ca.pem\"",
        Required = "the ca is missing; name the PEM file of the roots that the other nodes' certificates must lead to")]
    string Ca)
{
    public ClusterTlsOptions()
        : this(new CertificateFiles(), "")
    {
    }
}
