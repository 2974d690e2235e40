using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Pipeline;

/// <summary>How a request ended, or the WebSocket that came of it.</summary>
/// <param name="Source">Whose doing it is.</param>
/// <param name="Status">What the client was answered, 101 for a WebSocket; null where it was not.</param>
/// <param name="Duration">Since its head, or its connection where that one carried nothing before; of a WebSocket since its 101.</param>
public readonly record struct RequestEnd(TerminationReason Reason, TerminationSource Source, int? Status, TimeSpan Duration)
{
    /// <summary>Of a request that was no WebSocket, or did not become one.</summary>
    public static RequestEnd Of(TerminationReason reason, int? status, TimeSpan duration) =>
        new(reason, reason.Source(status), status, duration);
}
