using System.Security.Cryptography.X509Certificates;
using ActorProxy.Actors.Tls;
using ActorProxy.Shared.Options;
using ActorProxy.Transport.Tls;
using Akka.Remote.Transport.DotNetty;

namespace ActorProxy.Actors.Membership;

/// <summary>Mutual TLS between nodes: who has no certificate of the cluster's roots is not talked to, in either direction.</summary>
internal static class ClusterTls
{
    /// <exception cref="CertificateException">A file cannot be used.</exception>
    public static DotNettySslSetup Load(ClusterTlsOptions options)
    {
        var context = PemFiles.LoadCertificate(options.Files.Certificate, options.Files.Key);
        var roots = PemFiles.LoadCertificates(options.Ca);
        // Names are not compared: a node is reached by whichever name or address the cluster knows it by, and belongs to the
        // cluster by its root.
        return new DotNettySslSetup(context.TargetCertificate, suppressValidation: false, requireMutualAuthentication: true,
            (certificate, _, _, _, _) => certificate is not null && IsTrusted(certificate, roots));
    }

    private static bool IsTrusted(X509Certificate2 certificate, X509Certificate2Collection roots)
    {
        using var chain = new X509Chain { ChainPolicy = ChainPolicies.TrustingOnly(roots) };
        return chain.Build(certificate);
    }
}
