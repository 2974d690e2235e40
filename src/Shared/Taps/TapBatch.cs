using System.Collections.Immutable;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Taps;

/// <summary>What has passed, in its order. The watcher answers each with <see cref="TapCredit"/> when it is done with it.</summary>
/// <param name="Id">Of the connection.</param>
/// <param name="Dropped">Messages before the first of these that are not shown: the watcher was too slow.</param>
public sealed record TapBatch(string Id, long Dropped, ImmutableArray<TapItem> Items) : IWireMessage
{
    public const int MaxItems = 256;

    /// <summary>
    /// Bytes of a batch on the wire at most, as one item may have 88,000: Akka's remoting drops messages of more than 128,000.
    /// </summary>
    public const int MaxBytes = 100_000;

    /// <summary>
    /// Bytes on the wire at most of the item that is made of a frame: base64 of its payload, and about 300 of all the rest.
    /// </summary>
    /// <param name="maxPayload">Bytes of a payload that are shown.</param>
    public static int MostOf(TapFrame frame, int maxPayload) =>
        400 + (Math.Min(frame.Compressed ? maxPayload : frame.Captured.Length, maxPayload) + 2) / 3 * 4;
}
