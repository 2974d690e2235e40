using ActorProxy.Actors.Closing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>What a message filter fails with to close the tunnel: both peers get a Close frame.</summary>
public sealed class MessageRejectedException(CloseCommand command) : Exception(command.Text)
{
    /// <summary>Closes with <see cref="TerminationReason.FilterClose"/> and 1008 (RFC 6455 section 7.4.1: policy violation).</summary>
    /// <param name="text">The Close frame's reason; cut to 123 bytes of UTF-8.</param>
    public MessageRejectedException(string text)
        : this(CloseCommand.For(TerminationReason.FilterClose, text))
    {
    }

    public CloseCommand Command { get; } = command;

    /// <summary>
    /// How the tunnel is to be closed when its filters fail with this; null where the failure is no rejection but a fault.
    /// </summary>
    internal static CloseCommand? CommandOf(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is MessageRejectedException rejected)
                return rejected.Command;
        }
        return null;
    }
}
