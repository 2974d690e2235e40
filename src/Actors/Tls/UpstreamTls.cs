using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorProxy.Shared.Backends;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Tls;

/// <summary>TLS to the backends of a pool, each new handshake with what is loaded then. May be used from any thread.</summary>
internal sealed class UpstreamTls
{
    private readonly BackendTls _options;
    private readonly WatchedFiles<X509Certificate2Collection>? _ca;
    private readonly WatchedFiles<SslStreamCertificateContext>? _certificate;

    /// <exception cref="CertificateException">A file cannot be used.</exception>
    public UpstreamTls(BackendTls options, FileLoader loader)
    {
        _options = options;
        if (options is { Ca: null, Verify: true })
            ChainPolicies.ReadSystemRoots();
        if (options.Ca is { } ca)
            _ca = loader.Roots(ca);
        if (options.Certificate is { } files)
            _certificate = loader.Certificate(files);
    }

    public IEnumerable<IWatchedFiles> Files => new IWatchedFiles?[] { _ca, _certificate }.OfType<IWatchedFiles>();

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
}
