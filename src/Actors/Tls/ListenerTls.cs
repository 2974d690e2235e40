using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Tls;
using ActorProxy.Transport;
using ActorProxy.Transport.Tls;
using Akka.Event;

namespace ActorProxy.Actors.Tls;

/// <summary>A listener's certificates, each new handshake with what is loaded then. May be used from any thread.</summary>
internal sealed class ListenerTls : IWatchedFiles
{
    private readonly ListenerTlsOptions _options;
    private readonly WatchedFiles<SslStreamCertificateContext>[] _certificates;
    private readonly WatchedFiles<X509Certificate2Collection>? _clientCa;
    private Choices _choices;

    /// <exception cref="CertificateException">A file cannot be used.</exception>
    public ListenerTls(ListenerTlsOptions options, TimeProvider time, ILoggingAdapter log)
    {
        _options = options;
        _certificates = [.. options.Certificates.Select(files => new WatchedFiles<SslStreamCertificateContext>(
            current => PemFiles.LoadCertificate(files.Certificate, files.Key, time.GetWallTime(), current), log, files.Certificate,
            files.Key))];
        if (options is { ClientCertificate: not ClientCertificateMode.None, ClientCa: { } ca })
            _clientCa = new WatchedFiles<X509Certificate2Collection>(_ => PemFiles.LoadCertificates(ca), log, ca);
        _choices = Build();
    }

    public ListenerTlsOptions Options => _options;

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

    public bool Poll()
    {
        var changed = _clientCa?.Poll() ?? false;
        foreach (var certificate in _certificates)
            changed |= certificate.Poll();
        if (changed)
            Volatile.Write(ref _choices, Build());
        return changed;
    }

    private Choices Build() => new(
        [.. _certificates.Select(c => PemFiles.DnsNames(c.Current.TargetCertificate))],
        [.. _certificates.Select(c => OptionsOf(c.Current))]);

    private SslServerAuthenticationOptions OptionsOf(SslStreamCertificateContext certificate)
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
        if (_clientCa is null)
            return options;
        options.ClientCertificateRequired = true;
        // A resumed session would not be verified against roots that were loaded since.
        options.AllowTlsResume = false;
        options.CertificateChainPolicy = ChainPolicies.TrustingOnly(_clientCa.Current);
        var optional = _options.ClientCertificate == ClientCertificateMode.Optional;
        options.RemoteCertificateValidationCallback = (_, _, _, errors) =>
            errors == SslPolicyErrors.None || (optional && errors == SslPolicyErrors.RemoteCertificateNotAvailable);
        return options;
    }

    private sealed record Choices(IReadOnlyList<IReadOnlyList<string>> Names, SslServerAuthenticationOptions[] Options);
}
