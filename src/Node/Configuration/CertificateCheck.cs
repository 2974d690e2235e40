using ActorProxy.Shared.Options;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Tls;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Node.Configuration;

/// <summary>
/// Looks whether the files with certificates, keys and roots can be used. A certificate that is not valid at the time is the
/// world's state and no mistake in the configuration: it is warned of, and everything else is served. So is, to a node that
/// runs, whatever has become of files that it has loaded.
/// </summary>
internal static class CertificateCheck
{
    /// <param name="running">
    /// What a node runs with that is to take over the configuration's routes; null for one that is to start with it.
    /// </param>
    public static void Run(ProxyOptions options, ProxyOptions? running, ProblemReport report, DateTimeOffset now)
    {
        var loaded = running is null ? [] : Named(running).Select(named => named with { Path = "" }).ToHashSet();
        foreach (var named in Named(options))
        {
            try
            {
                Look(named, report, now);
            }
            catch (CertificateException error)
            {
                // Where certificate and key are one file, the certificate is named.
                var key = named.Pair is not { } pair
                    ? named.Path
                    : SettingPath.Append(named.Path, error.File == pair.Certificate ? "certificate" : "key");
                if (loaded.Contains(named with { Path = "" }))
                    report.Warn(key, $"{error.Message}; what was loaded before stays in use, and a node would not start with this");
                else
                    report.Add(key, error.Message);
            }
        }
    }

    /// <summary>All files with certificates, keys and roots that options name.</summary>
    public static IEnumerable<string> Files(ProxyOptions options) => Named(options)
        .SelectMany(named => named.Pair is { } pair ? (string[])[pair.Certificate, pair.Key] : [named.Roots])
        .Where(file => file.Length > 0);

    private static void Look(NamedFiles named, ProblemReport report, DateTimeOffset now)
    {
        if (named.Pair is not { } pair)
            PemFiles.LoadCertificates(named.Roots);
        else if (PemFiles.Invalid(PemFiles.LoadCertificate(pair.Certificate, pair.Key).TargetCertificate, now) is { } problem)
            report.Warn(SettingPath.Append(named.Path, "certificate"),
                $"{pair.Certificate}: {problem}; it is used all the same, and peers that look at it refuse it");
    }

    private static IEnumerable<NamedFiles> Named(ProxyOptions options)
    {
        foreach (var listener in options.Listeners)
        {
            if (listener.Tls is not { } tls)
                continue;
            var path = SettingPath.Append(SettingPath.Append("actorproxy.listeners", listener.Name), "tls");
            for (var i = 0; i < tls.Certificates.Count; i++)
                yield return new NamedFiles(SettingPath.Item(SettingPath.Append(path, "certificates"), i), tls.Certificates[i], "");
            if (tls.ClientCa is { } ca)
                yield return new NamedFiles(SettingPath.Append(path, "client-ca"), null, ca);
        }
        if (options.Cluster is { Enabled: true, Tls: { } cluster })
        {
            // What is missing altogether has been reported.
            if (cluster.Files is { Certificate.Length: > 0, Key.Length: > 0 })
                yield return new NamedFiles("actorproxy.cluster.tls", cluster.Files, "");
            if (cluster.Ca.Length > 0)
                yield return new NamedFiles("actorproxy.cluster.tls.ca", null, cluster.Ca);
        }
        if (options.Admin is { Port: not 0, Tls: { } admin })
            yield return new NamedFiles("actorproxy.admin.tls", admin, "");
        foreach (var pool in options.Pools)
        {
            var path = SettingPath.Append(SettingPath.Append("actorproxy.pools", pool.Name), "tls");
            if (pool.Tls.Certificate is { } files)
                yield return new NamedFiles(path, files, "");
            if (pool.Tls.Ca is { } ca)
                yield return new NamedFiles(SettingPath.Append(path, "ca"), null, ca);
        }
    }

    /// <param name="Path">Of the key, or of the object with both keys of a pair.</param>
    /// <param name="Pair">Null where it is <paramref name="Roots"/>.</param>
    private sealed record NamedFiles(string Path, CertificateFiles? Pair, string Roots);
}
