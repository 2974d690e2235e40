using ActorProxy.Shared.Options;
using ActorProxy.Shared.Tls;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Node.Configuration;

/// <summary>Looks whether the files with certificates, keys and roots can be used.</summary>
internal static class CertificateCheck
{
    public static void Run(ProxyOptions options, ProblemReport report, DateTimeOffset now)
    {
        foreach (var listener in options.Listeners)
        {
            if (listener.Tls is not { } tls)
                continue;
            var path = HoconPath.Append(HoconPath.Append("actorproxy.listeners", listener.Name), "tls");
            for (var i = 0; i < tls.Certificates.Count; i++)
                Pair(tls.Certificates[i], HoconPath.Item(HoconPath.Append(path, "certificates"), i), report, now);
            if (tls.ClientCa is { } ca)
                Roots(ca, HoconPath.Append(path, "client-ca"), report);
        }
        if (options.Cluster is { Enabled: true, Tls: { } cluster })
        {
            // What is missing altogether has been reported.
            if (cluster.Files is { Certificate.Length: > 0, Key.Length: > 0 })
                Pair(cluster.Files, "actorproxy.cluster.tls", report, now);
            if (cluster.Ca.Length > 0)
                Roots(cluster.Ca, "actorproxy.cluster.tls.ca", report);
        }
        if (options.Admin is { Port: not 0, Tls: { } admin })
            Pair(admin, "actorproxy.admin.tls", report, now);
        foreach (var pool in options.Pools)
        {
            var path = HoconPath.Append(HoconPath.Append("actorproxy.pools", pool.Name), "tls");
            if (pool.Tls.Certificate is { } files)
                Pair(files, path, report, now);
            if (pool.Tls.Ca is { } ca)
                Roots(ca, HoconPath.Append(path, "ca"), report);
        }
    }

    private static void Pair(CertificateFiles files, string path, ProblemReport report, DateTimeOffset now)
    {
        try
        {
            PemFiles.LoadCertificate(files.Certificate, files.Key, now);
        }
        catch (CertificateException error)
        {
            // Where both are one file, the certificate is named.
            report.Add(HoconPath.Append(path, error.File == files.Certificate ? "certificate" : "key"), error.Message);
        }
    }

    private static void Roots(string file, string key, ProblemReport report)
    {
        try
        {
            PemFiles.LoadCertificates(file);
        }
        catch (CertificateException error)
        {
            report.Add(key, error.Message);
        }
    }
}
