using System.Security.Cryptography.X509Certificates;

namespace ActorProxy.Actors.Tls;

/// <summary>
/// How chains of certificates are verified: by what is at hand, because the loops cannot wait for downloads. Revocation is not asked for.
/// </summary>
internal static class ChainPolicies
{
    /// <summary>By the system's roots.</summary>
    public static X509ChainPolicy TrustingSystem() => new()
    {
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    /// <summary>Has the system's roots read, which takes a while the first time, before a loop would wait for it.</summary>
    public static void ReadSystemRoots()
    {
        using var roots = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        foreach (var root in roots.Certificates)
            root.Dispose();
    }

    /// <summary>By these roots and no others.</summary>
    public static X509ChainPolicy TrustingOnly(X509Certificate2Collection roots)
    {
        var policy = TrustingSystem();
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
