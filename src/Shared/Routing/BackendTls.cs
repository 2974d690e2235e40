using ActorProxy.Shared.Tls;

namespace ActorProxy.Shared.Routing;

/// <summary>How a pool's <c>wss</c> backends are believed, and what they are shown.</summary>
public sealed record BackendTls
{
    public static readonly BackendTls Default = new();

    /// <summary>PEM file of the roots that are trusted; null stands for the system's.</summary>
    public string? Ca { get; init; }

    /// <summary>The name that is asked for (SNI) and that the certificate must have; null stands for the backend's host.</summary>
    public string? ServerName { get; init; }

    /// <summary>What is shown to backends that ask for a certificate; null for none.</summary>
    public CertificateFiles? Certificate { get; init; }

    /// <summary>Whether the backend's certificate is verified. Where it is not, whoever can redirect its traffic can read it.</summary>
    public bool Verify { get; init; } = true;
}
