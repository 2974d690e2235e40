namespace ActorProxy.Shared.WebSockets;

/// <param name="ExpectMasked">True for what a client sends, false for what a backend sends (RFC 6455 section 5.1).</param>
/// <param name="MaxMessageBytes">
/// The longest message in bytes of payload, its fragments together; 0 to <see cref="Array.MaxLength"/>.
/// </param>
public sealed record MessageDecoderOptions(bool ExpectMasked, long MaxMessageBytes = MessageDecoderOptions.DefaultMaxMessageBytes)
{
    public const long DefaultMaxMessageBytes = 1024 * 1024;
}
