using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorProxy.Transport.Tls;

/// <summary>Reads certificates, keys and roots in PEM. It blocks: not for use on a loop.</summary>
public static class PemFiles
{
    /// <summary>The first certificate of a file with its key, and the rest of the file as its chain.</summary>
    /// <remarks>
    /// One that is not valid now is loaded, too: who connects may refuse it, and all else can be served. See <see cref="Invalid"/>.
    /// </remarks>
    /// <exception cref="CertificateException">A file cannot be read or is not what it should be, or the key is another one's.</exception>
    public static SslStreamCertificateContext LoadCertificate(string certificateFile, string keyFile)
    {
        var chain = LoadCertificates(certificateFile);
        var certificate = WithKey(chain[0], certificateFile, keyFile);
        chain.RemoveAt(0);
        // Offline: what is missing in the chain is not fetched, the loops would have to wait for it.
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    /// <summary>Loads one in the place of another, which is kept where the new one is not valid now and the other is.</summary>
    /// <param name="current">Null where there is none.</param>
    /// <exception cref="CertificateException">As of <see cref="LoadCertificate(string, string)"/>, or the new one is the worse.</exception>
    public static SslStreamCertificateContext LoadCertificate(
        string certificateFile, string keyFile, DateTimeOffset now, SslStreamCertificateContext? current)
    {
        var loaded = LoadCertificate(certificateFile, keyFile);
        return current is not null && Invalid(loaded.TargetCertificate, now) is { } problem
            && Invalid(current.TargetCertificate, now) is null
            ? throw new CertificateException(certificateFile, problem)
            : loaded;
    }

    /// <summary>Why a certificate is not valid at a time (RFC 5280 section 4.1.2.5); null where it is.</summary>
    public static string? Invalid(X509Certificate2 certificate, DateTimeOffset now)
    {
        var (begin, end) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        return end <= now.UtcDateTime
            ? string.Create(CultureInfo.InvariantCulture, $"the certificate has expired on {end:yyyy-MM-dd HH:mm:ss} UTC")
            : begin > now.UtcDateTime
                ? string.Create(CultureInfo.InvariantCulture, $"the certificate is valid from {begin:yyyy-MM-dd HH:mm:ss} UTC on only")
            : null;
    }

    /// <summary>All certificates of a file; at least one.</summary>
    /// <exception cref="CertificateException">The file cannot be read or has none.</exception>
    public static X509Certificate2Collection LoadCertificates(string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Read(file));
        }
        catch (CryptographicException error)
        {
            throw new CertificateException(file, $"holds a certificate that cannot be read: {error.Message}");
        }
        return certificates.Count > 0 ? certificates : throw new CertificateException(file, "holds no certificate in PEM");
    }

    /// <summary>The DNS names among a certificate's subject alternative names (RFC 5280 section 4.2.1.6).</summary>
    public static IReadOnlyList<string> DnsNames(X509Certificate2 certificate) =>
        [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames())];

    private static X509Certificate2 WithKey(X509Certificate2 certificate, string certificateFile, string keyFile)
    {
        var key = Read(keyFile);
        if (key.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal))
            throw new CertificateException(keyFile, "the key is encrypted; it must be without a pass phrase");
        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new CertificateException(keyFile, "holds no private key in PEM");
        try
        {
            var joined = X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
            // Windows takes no key that lives in memory only.
            return OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(joined.Export(X509ContentType.Pkcs12), null) : joined;
        }
        catch (Exception error) when (error is ArgumentException || error is CryptographicException { InnerException: ArgumentException })
        {
            throw new CertificateException(keyFile, $"the key is not that of the certificate in {certificateFile}");
        }
        catch (CryptographicException)
        {
            throw new CertificateException(keyFile, $"the key cannot be read, or is of another kind than that of the certificate in "
                + $"{certificateFile}");
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CertificateException(file, "there is no such file");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException(file, $"cannot be read: {error.Message}");
        }
    }
}
