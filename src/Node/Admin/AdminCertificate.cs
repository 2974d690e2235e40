using System.Net.Security;
using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Tls;
using ActorProxy.Transport.Tls;
using Serilog;

namespace ActorProxy.Node.Admin;

/// <summary>The endpoint's certificate. Its files are read again by handshakes, at most every two seconds.</summary>
internal sealed class AdminCertificate
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private SslStreamCertificateContext _current;
    private (string Certificate, string Key) _texts;
    private long _looked;

    /// <exception cref="CertificateException">The files cannot be used.</exception>
    public AdminCertificate(CertificateFiles files, TimeProvider time, ILogger log)
    {
        (Files, _time, _log) = (files, time, log);
        _current = PemFiles.LoadCertificate(files.Certificate, files.Key);
        _texts = Texts();
        _looked = time.GetTimestamp();
    }

    public CertificateFiles Files { get; }

    /// <summary>The one to show now. What cannot be used is logged once, and the one before stays.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_lock)
            {
                if (_time.GetElapsedTime(_looked) < LookInterval)
                    return _current;
                _looked = _time.GetTimestamp();
                try
                {
                    var texts = Texts();
                    if (texts == _texts)
                        return _current;
                    _texts = texts;
                    _current = PemFiles.LoadCertificate(Files.Certificate, Files.Key, _time.GetWallTime(), _current);
                    _log.Information("Admin endpoint: the certificate {File} was read again", Files.Certificate);
                }
                catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
                {
                    _log.Error("Admin endpoint: the changed certificate cannot be used, the one before stays: {Problem}", failure.Message);
                }
                return _current;
            }
        }
    }

    private (string, string) Texts() => (File.ReadAllText(Files.Certificate), File.ReadAllText(Files.Key));
}
