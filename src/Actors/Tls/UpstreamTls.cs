using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Routing;
using ActorProxy.Transport.Tls;
using Akka.Event;

namespace ActorProxy.Actors.Tls;

/// <summary>TLS to the backends of a pool, each new handshake with what is loaded then. May be used from any thread.</summary>
internal sealed class UpstreamTls : IWatchedFiles
{
    private readonly BackendTls _options;
    private readonly WatchedFiles<X509Certificate2Collection>? _ca;
    private readonly WatchedFiles<SslStreamCertificateContext>? _certificate;

    /// <exception cref="CertificateException">A file cannot be used.</exception>
    public UpstreamTls(BackendTls options, TimeProvider time, ILoggingAdapter log)
    {
        _options = options;
        if (options is { Ca: null, Verify: true })
            ChainPolicies.ReadSystemRoots();
        if (options.Ca is { } ca)
            _ca = new WatchedFiles<X509Certificate2Collection>(_ => PemFiles.LoadCertificates(ca), log, ca);
        if (options.Certificate is { } files)
        {
            _certificate = new WatchedFiles<SslStreamCertificateContext>(
                current => PemFiles.LoadCertificate(files.Certificate, files.Key, time.GetWallTime(), current), log, files.Certificate,
                files.Key);
        }
    }

    /// <summary>The options for a handshake with this backend.</summary>
    public SslClientAuthenticationOptions For(BackendAddress backend)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = _options.ServerName ?? backend.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            AllowRenegotiation = false,
            ClientCertificateContext = _certificate?.Current,
            CertificateChainPolicy = _ca is null ? ChainPolicies.TrustingSystem() : ChainPolicies.TrustingOnly(_ca.Current),
        };
        if (!_options.Verify)
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        return options;
    }

    public bool Poll()
    {
        var changed = _ca?.Poll() ?? false;
        return (_certificate?.Poll() ?? false) || changed;
    }
}
