using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace ActorProxy.Transport.Tls;

/// <summary>What SslStream says, in the transport's words.</summary>
internal static class TlsErrors
{
    /// <summary>Whether it is the peer's or the connection's doing, and no defect.</summary>
    public static bool IsExpected(Exception failure) =>
        failure is IOException or AuthenticationException or CryptographicException or ObjectDisposedException or InvalidOperationException
            // A hello that SslStream cannot read: it asks nobody for options then, and finds itself without a certificate.
            or NotSupportedException;

    /// <param name="closed">Whether our own side has closed the channel.</param>
    public static TransportException Translate(Exception failure, bool closed) => failure switch
    {
        TransportException own => own,
        _ when closed => Aborted(),
        { InnerException: TransportException own } => own,
        // SslStream has no type of its own for a stream that ends in the middle of a record or of the handshake.
        IOException { InnerException: null } => new TransportException(TransportError.Reset, "the peer ended the connection inside TLS"),
        // A write behind our own close_notify.
        InvalidOperationException => new TransportException(TransportError.Reset, failure.Message),
        _ => new TransportException(TransportError.Tls, Message(failure)),
    };

    public static TransportException Aborted() => new(TransportError.Aborted, "the channel was closed by its own side");

    public static TlsInfo Describe(SslStream tls)
    {
        var protocol = tls.NegotiatedApplicationProtocol;
        return new TlsInfo(
            tls.SslProtocol switch
            {
                SslProtocols.Tls12 => "TLSv1.2",
                SslProtocols.Tls13 => "TLSv1.3",
                var other => other.ToString(),
            },
            tls.TargetHostName is { Length: > 0 } name ? name : null,
            protocol.Protocol.IsEmpty ? null : protocol.ToString(),
            tls.RemoteCertificate?.Subject);
    }

    private static string Message(Exception failure)
    {
        var cause = failure;
        while (cause.InnerException is { } inner)
            cause = inner;
        return cause == failure ? failure.Message : $"{failure.Message} {cause.Message}";
    }
}
