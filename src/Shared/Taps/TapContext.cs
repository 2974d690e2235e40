using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Taps;

internal static class TapContext
{
    /// <summary>Whether compressed messages of this direction may refer to earlier ones (RFC 7692 section 7.1.1).</summary>
    public static bool TakesContextOver(this NegotiatedExtensions extensions, TapDirection direction)
    {
        var alone = direction == TapDirection.FromClient
            ? NegotiatedExtensions.ClientNoContextTakeover
            : NegotiatedExtensions.ServerNoContextTakeover;
        return extensions.HasFlag(NegotiatedExtensions.Deflate) && !extensions.HasFlag(alone);
    }
}
