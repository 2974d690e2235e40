using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Options;

/// <summary>What all TLS of the node has in common.</summary>
public sealed record TlsOptions
{
    [Setting("How often the files of certificates, keys and roots are looked at for changes: {range}. A change "
        + "that cannot be used is logged, "
        + "and what was loaded before stays in use."), Between("1s", "1h")]
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>Versions of TLS that can be had.</summary>
public enum TlsVersion
{
    [Keyword("1.2")]
    Tls12,
    [Keyword("1.3")]
    Tls13,
}
