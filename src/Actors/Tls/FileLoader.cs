using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Tls;
using ActorProxy.Transport.Tls;
using Akka.Event;

namespace ActorProxy.Actors.Tls;

/// <summary>
/// Loads files, each once: who names what somebody has loaded gets that, whatever has become of the files since. So a file that
/// is gone stands in nobody's way whose other settings change.
/// </summary>
/// <param name="known">What is loaded.</param>
internal sealed class FileLoader(IEnumerable<IWatchedFiles> known, TimeProvider time, ILoggingAdapter log)
{
    private readonly Dictionary<(Type, string), IWatchedFiles> _known = known
        .DistinctBy(KeyOf).ToDictionary(KeyOf);

    /// <exception cref="CertificateException">A file cannot be used.</exception>
    public WatchedFiles<SslStreamCertificateContext> Certificate(CertificateFiles files) => Load<SslStreamCertificateContext>(
        current => PemFiles.LoadCertificate(files.Certificate, files.Key, time.GetWallTime(), current), files.Certificate, files.Key);

    /// <exception cref="CertificateException">The file cannot be used.</exception>
    public WatchedFiles<X509Certificate2Collection> Roots(string file) =>
        Load<X509Certificate2Collection>(_ => PemFiles.LoadCertificates(file), file);

    private WatchedFiles<T> Load<T>(Func<T?, T> load, params string[] files)
        where T : class
    {
        if (_known.TryGetValue((typeof(WatchedFiles<T>), NameOf(files)), out var loaded))
            return (WatchedFiles<T>)loaded;
        var added = new WatchedFiles<T>(load, log, files);
        _known.Add(KeyOf(added), added);
        return added;
    }

    private static (Type, string) KeyOf(IWatchedFiles loaded) => (loaded.GetType(), NameOf(loaded.Files));

    /// <summary>No path has a NUL.</summary>
    private static string NameOf(IEnumerable<string> files) => string.Join('\0', files);
}
