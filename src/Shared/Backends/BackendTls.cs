using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Shared.Backends;

/// <summary>How a pool's <c>wss</c> backends are believed, and what they are shown.</summary>
public sealed record BackendTls : ISettingsCheck
{
    public static readonly BackendTls Default = new();

    [Setting("PEM file with the roots to trust; without it, the system's.", Example = "\"/etc/actorproxy/backend-ca.pem\"")]
    public string? Ca { get; init; }

    [Setting("The name to ask for (SNI) and to find in the certificate; without it, the host of the URL.", Example = "backend.example.org")]
    public string? ServerName { get; init; }

    /// <summary>What is shown to backends that ask for a certificate; null for none.</summary>
    [Inline]
    public CertificateFiles? Certificate { get; init; }

    // Anyone who can redirect the traffic of a backend that is not verified can read it.
    [Setting("false believes any certificate, and is warned of at the start.")]
    public bool Verify { get; init; } = true;

    public void Check(SettingsCheck check)
    {
        if (ServerName is { } name && !HostName.IsValid(name))
            check.Problem("server-name", $"'{name}' is no host name");
    }
}
