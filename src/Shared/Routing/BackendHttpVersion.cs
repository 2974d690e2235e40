using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Routing;

/// <summary>How plain requests reach backends.</summary>
public enum BackendHttpVersion
{
    [Word("1.1")]
    Http11,
    [Word("2")]
    Http2,
}
