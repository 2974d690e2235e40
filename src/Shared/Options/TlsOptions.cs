namespace ActorProxy.Shared.Options;

/// <summary>What all TLS of the node has in common.</summary>
public sealed record TlsOptions
{
    /// <summary>How often certificate files are looked at for changes; 1 s to 1 h.</summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(2);
}
