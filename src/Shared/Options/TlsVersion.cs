using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Options;

/// <summary>Versions of TLS that can be had.</summary>
public enum TlsVersion
{
    [Word("1.2")]
    Tls12,
    [Word("1.3")]
    Tls13,
}
