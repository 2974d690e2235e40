using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Tls;
using ActorProxy.Transport;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Tls;

/// <summary>A listener's certificates, each new handshake with what is loaded then. May be used from any thread.</summary>
internal sealed class ListenerTls
{
    private readonly ListenerTlsOptions _options;
    private readonly WatchedFiles<SslStreamCertificateContext>[] _certificates;
    private readonly WatchedFiles<X509Certificate2Collection>? _clientCa;
    private Choices _choices;

    /// <exception cref="CertificateException">A file cannot be used.</exception>
    public ListenerTls(ListenerTlsOptions options, FileLoader loader)
    {
        _options = options;
        _certificates = [.. options.Certificates.Select(loader.Certificate)];
        if (options is { ClientCertificate: not ClientCertificateMode.None, ClientCa: { } ca })
            _clientCa = loader.Roots(ca);
        _choices = Build();
    }

    public ListenerTlsOptions Options => _options;

    public IEnumerable<IWatchedFiles> Files => _clientCa is { } ca ? [.. _certificates, ca] : _certificates;

    /// <summary>The files of the certificates, and until when those that are loaded now are valid.</summary>
    public IEnumerable<(string File, DateTimeOffset NotAfter)> Expiries() => _certificates.Zip(_options.Certificates,
        (loaded, files) => (files.Certificate, new DateTimeOffset(loaded.Current.TargetCertificate.NotAfter)));

    /// <summary>The options for a client that asks for this name, "" where it names none.</summary>
    /// <exception cref="TransportException">
    /// <see cref="TransportError.Tls"/>: no certificate is for it, and there is no default.
    /// </exception>
    public SslServerAuthenticationOptions Choose(string serverName)
    {
        var choices = Volatile.Read(ref _choices);
        var index = ServerNames.Choose(choices.Names, serverName);
        if (index < 0 && _options.Default == DefaultCertificate.None)
            throw new TransportException(TransportError.Tls, "no certificate has the server name that the client asked for");
        return choices.Options[Math.Max(index, 0)];
    }

    /// <summary>Goes by what is loaded now. One at a time.</summary>
    public void Refresh()
    {
        if (!_choices.Loaded.SequenceEqual(Loaded()))
            Volatile.Write(ref _choices, Build());
    }

    private Choices Build()
    {
        object[] loaded = [.. Loaded()];
        SslStreamCertificateContext[] certificates = [.. loaded.OfType<SslStreamCertificateContext>()];
        var ca = loaded.OfType<X509Certificate2Collection>().SingleOrDefault();
        return new Choices(loaded, [.. certificates.Select(c => PemFiles.DnsNames(c.TargetCertificate))],
            [.. certificates.Select(c => OptionsOf(c, ca))]);
    }

    /// <summary>The certificates in their order, and the roots of clients behind them where there are any.</summary>
    private IEnumerable<object> Loaded()
    {
        foreach (var certificate in _certificates)
            yield return certificate.Current;
        if (_clientCa is { } ca)
            yield return ca.Current;
    }

    private SslServerAuthenticationOptions OptionsOf(SslStreamCertificateContext certificate, X509Certificate2Collection? ca)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate,
            EnabledSslProtocols = _options.SslProtocols,
            // Those of the server's that come first are taken: see TlsInfo.ApplicationProtocol.
            ApplicationProtocols = _options.Http2
                ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]
                : [SslApplicationProtocol.Http11],
            AllowRenegotiation = false,
        };
        if (ca is null)
            return options;
        options.ClientCertificateRequired = true;
        // A resumed session would not be verified against roots that were loaded since.
        options.AllowTlsResume = false;
        options.CertificateChainPolicy = ChainPolicies.TrustingOnly(ca);
        var optional = _options.ClientCertificate == ClientCertificateMode.Optional;
        options.RemoteCertificateValidationCallback = (_, _, _, errors) =>
            errors == SslPolicyErrors.None || (optional && errors == SslPolicyErrors.RemoteCertificateNotAvailable);
        return options;
    }

    /// <param name="Loaded">What they were built of.</param>
    private sealed record Choices(object[] Loaded, IReadOnlyList<IReadOnlyList<string>> Names, SslServerAuthenticationOptions[] Options);
}
