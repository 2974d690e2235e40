using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// Tells the HTTP server that the client's TLS handshake, which was ours, has agreed on HTTP/2: by that it takes the protocol,
/// and the scheme that requests must have.
/// </summary>
internal sealed class NegotiatedHttp2 : ITlsConnectionFeature, ITlsApplicationProtocolFeature
{
    private static readonly NegotiatedHttp2 Instance = new();

    public ReadOnlyMemory<byte> ApplicationProtocol => SslApplicationProtocol.Http2.Protocol;

    /// <summary>Always null: what backends are told of it is ours to say.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

    public static void SetOn(IFeatureCollection features)
    {
        features.Set<ITlsConnectionFeature>(Instance);
        features.Set<ITlsApplicationProtocolFeature>(Instance);
    }

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
        Task.FromResult<X509Certificate2?>(null);
}
