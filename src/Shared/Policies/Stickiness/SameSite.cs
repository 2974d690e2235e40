namespace ActorProxy.Shared.Policies.Stickiness;

/// <summary>With which requests a browser sends a cookie (RFC 6265bis section 5.6.7).</summary>
public enum SameSite
{
    /// <summary>Those of the site itself, and links to it.</summary>
    Lax,
    /// <summary>Those of the site itself.</summary>
    Strict,
    /// <summary>All; browsers take it only with Secure, so only from listeners with TLS.</summary>
    None,
}
