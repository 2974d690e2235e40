namespace ActorProxy.Shared.Tls;

/// <summary>Whether clients are asked for a certificate.</summary>
public enum ClientCertificateMode
{
    None,
    /// <summary>A client may go without one; one that it shows must be valid.</summary>
    Optional,
    /// <summary>A handshake without a valid one fails.</summary>
    Required,
}
