using System.Collections.Immutable;
using System.Text;
using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Shared.Directory;

/// <summary>
/// Orders to close a connection, whichever node has it; the answer is <see cref="ClusterClosed"/>. A tunnel's peers get a
/// Close frame; an HTTP request, which has none, is cut.
/// </summary>
public sealed record ClusterClose(string Id) : IClusterQuery
{
    /// <summary>Bytes of a reason at most (RFC 6455 section 5.5: 125, of which the code takes two).</summary>
    public const int MaxReasonBytes = 123;

    /// <summary>
    /// Code of the Close frame: 1000, 1001, 1008, 1011 to 1014 or 3000 to 4999. The others say of a peer what it did not
    /// do, or may not be sent (RFC 6455 section 7.4).
    /// </summary>
    public int Code { get; init; } = CloseCode.PolicyViolation;

    /// <summary>For the peers to read, at most <see cref="MaxReasonBytes"/> bytes of UTF-8.</summary>
    public string Reason { get; init; } = "";

    public TimeSpan Timeout { get; init; } = QueryTimeout.Default;

    public string? Node => null;

    public string? Problem()
    {
        if (Code is not (CloseCode.NormalClosure or CloseCode.GoingAway or CloseCode.PolicyViolation
            or >= CloseCode.InternalError and <= CloseCode.BadGateway or >= 3000 and <= 4999))
            return $"The close code is {Code}; an operator may send 1000, 1001, 1008, 1011 to 1014 and 3000 to 4999.";
        if (Encoding.UTF8.GetByteCount(Reason) is var bytes and > MaxReasonBytes)
            return $"The reason has {bytes} bytes of UTF-8; a Close frame has room for {MaxReasonBytes}.";
        return QueryTimeout.Problem(Timeout);
    }

    public INodeQuery ForNode() => new NodeClose(Id, Code, Reason);

    public bool IsSettledBy(INodeAnswer answer) => answer is NodeClosed { Found: true };

    public object Merge(IReadOnlyCollection<INodeAnswer> answers, IReadOnlyCollection<MissingNode> missing) =>
        answers.OfType<NodeClosed>().FirstOrDefault(closed => closed.Found) is { } found
            ? new ClusterClosed(found.Node, [])
            : new ClusterClosed(null, [.. missing]);
}

/// <summary>Whether a connection is being closed.</summary>
/// <param name="Node">The node that had it and is closing it; null where none of those that replied has it.</param>
/// <param name="Missing">
/// Nodes that may have it; they may also have closed it and their answer came too late. Empty where it was found.
/// </param>
public sealed record ClusterClosed(string? Node, ImmutableArray<MissingNode> Missing);
