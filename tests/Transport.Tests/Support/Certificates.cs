using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorProxy.Transport.Tests.Support;

/// <summary>Certificates made on the spot.</summary>
internal static class Certificates
{
    /// <summary>A certificate that signs itself.</summary>
    public static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
