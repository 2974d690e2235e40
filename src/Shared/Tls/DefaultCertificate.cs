namespace ActorProxy.Shared.Tls;

/// <summary>What a client gets that names no server, or one that no certificate has.</summary>
public enum DefaultCertificate
{
    /// <summary>The first certificate of the listener.</summary>
    First,
    /// <summary>None: its handshake fails.</summary>
    None,
}
