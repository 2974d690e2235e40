using k8s;
using k8s.Models;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>Of cert-manager's resources the fields that the manifests use. They are read strictly: any other one fails.</summary>
internal static class CertManager
{
    public static readonly Dictionary<string, Type> Types = new()
    {
        ["cert-manager.io/v1/Certificate"] = typeof(Certificate),
        ["cert-manager.io/v1/Issuer"] = typeof(Issuer),
    };

    internal sealed class Certificate : IKubernetesObject<V1ObjectMeta>
    {
        public string ApiVersion { get; set; } = "";

        public string Kind { get; set; } = "";

        public V1ObjectMeta Metadata { get; set; } = new();

        public CertificateSpec Spec { get; set; } = new();
    }

    internal sealed class CertificateSpec
    {
        public bool IsCA { get; set; }

        public string SecretName { get; set; } = "";

        public string CommonName { get; set; } = "";

        public List<string> DnsNames { get; set; } = [];

        public string Duration { get; set; } = "";

        public string RenewBefore { get; set; } = "";

        public List<string> Usages { get; set; } = [];

        public PrivateKey PrivateKey { get; set; } = new();

        public Reference IssuerRef { get; set; } = new();
    }

    internal sealed class PrivateKey
    {
        public string Algorithm { get; set; } = "";

        public int Size { get; set; }
    }

    internal sealed class Reference
    {
        public string Name { get; set; } = "";

        public string Kind { get; set; } = "";
    }

    internal sealed class Issuer : IKubernetesObject<V1ObjectMeta>
    {
        public string ApiVersion { get; set; } = "";

        public string Kind { get; set; } = "";

        public V1ObjectMeta Metadata { get; set; } = new();

        public IssuerSpec Spec { get; set; } = new();
    }

    internal sealed class IssuerSpec
    {
        public Nothing? SelfSigned { get; set; }

        public Authority? Ca { get; set; }
    }

    internal sealed class Nothing;

    internal sealed class Authority
    {
        public string SecretName { get; set; } = "";
    }
}
