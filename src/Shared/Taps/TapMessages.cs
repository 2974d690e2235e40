using System.Collections.Immutable;
using ActorProxy.Shared.Directory;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Taps;

/// <summary>Tells a watcher that the tap is on. Its sender is the tap.</summary>
/// <param name="Id">Of the connection.</param>
/// <param name="Node">The node that has it.</param>
/// <param name="MaxPayload">Bytes of a payload that are shown at most; null: payloads are not shown.</param>
public sealed record TapStarted(string Id, string Node, int? MaxPayload) : IWireMessage;

/// <summary>Tells a watcher that there is no tap.</summary>
/// <param name="Detail">What was wrong and what to do, for people.</param>
/// <param name="Missing">
/// Nodes that may have the connection. One that was only late has a tap on it now, and says so with a <see cref="TapStarted"/>
/// after this.
/// </param>
public sealed record TapRefused(string Id, TapRefusal Reason, string Detail, ImmutableArray<MissingNode> Missing) : IWireMessage;

/// <summary>Why there is no tap.</summary>
public enum TapRefusal
{
    /// <summary>No node has it, or none that has answered; or it has just ended.</summary>
    NoSuchConnection,
    /// <summary>It is served an HTTP request, and there are no messages.</summary>
    NotATunnel,
    /// <summary>The connection, or its node, has as many taps as it may have.</summary>
    TooManyTaps,
    /// <summary>The node's configuration does not allow to show payloads.</summary>
    PayloadNotAllowed,
}

/// <summary>Tells a tap that its watcher takes so many batches more, 1 to <see cref="Initial"/>.</summary>
public sealed record TapCredit(int Batches) : IWireMessage
{
    /// <summary>Batches that a watcher gets unasked, and that may be on their way to it at most.</summary>
    public const int Initial = 8;
}

/// <summary>Tells a tap that its watcher has had enough; what has passed before is still shown.</summary>
public sealed record TapStop : IWireMessage;

/// <summary>The last that a watcher hears of a tap.</summary>
/// <param name="Id">Of the connection.</param>
/// <param name="Detail">For people, or null.</param>
/// <param name="Items">How many were shown.</param>
/// <param name="Dropped">How many were not, all in all: the watcher was too slow.</param>
public sealed record TapEnded(string Id, TapEndReason Reason, string? Detail, long Items, long Dropped) : IWireMessage;

/// <summary>Why a tap has ended.</summary>
public enum TapEndReason
{
    /// <summary>The watcher has stopped it.</summary>
    Stopped,
    /// <summary>Its time was over.</summary>
    Expired,
    /// <summary>The connection has ended; the detail is the reason of that.</summary>
    ConnectionEnded,
    /// <summary>The watcher is gone: nobody hears of this end, but the log has it.</summary>
    WatcherGone,
    /// <summary>The tap failed, or its node is stopping; the tunnel does not notice.</summary>
    Failed,
}

/// <summary>
/// Orders a node to tap a connection if it has it; it answers with <see cref="NodeTapped"/>, and the watcher hears from the node
/// what comes of it. Fields are those of <see cref="TapRequest"/>.
/// </summary>
/// <param name="Watcher">Path of the watcher, with its node's address.</param>
public sealed record NodeTap(string Id, string Watcher, string By, bool Payload, int? MaxPayload, TimeSpan Duration) : INodeQuery;

/// <summary>Whether the node has the connection, and so has told the watcher, or will, what becomes of the tap.</summary>
public sealed record NodeTapped(string Node, bool Found) : INodeAnswer;
