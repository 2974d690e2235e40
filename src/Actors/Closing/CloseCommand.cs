using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Closing;

/// <summary>The order to close a tunnel with a Close frame to both peers.</summary>
/// <param name="Code">Close code (RFC 6455 section 7.4).</param>
/// <param name="Text">The Close frame's reason: UTF-8, cut to 123 bytes.</param>
public sealed record CloseCommand(TerminationReason Reason, int Code, string Text)
{
    /// <summary>With the code that the vocabulary has for the reason.</summary>
    /// <exception cref="ArgumentException">The vocabulary has none: peers do not hear of such an end.</exception>
    public static CloseCommand For(TerminationReason reason, string text = "") =>
        new(reason, reason.CloseCode() ?? throw new ArgumentException($"{reason.Name()} has no close code.", nameof(reason)), text);
}
