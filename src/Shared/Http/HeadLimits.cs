using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Http;

/// <summary>How much of a head is read before it is refused. Each limit is 1 or more; a head of exactly the limit is accepted.</summary>
/// <param name="MaxHeadBytes">Bytes of the whole head, with its empty line.</param>
/// <param name="MaxFields">Field lines.</param>
/// <param name="MaxTargetBytes">Bytes of the request target.</param>
public readonly record struct HeadLimits(int MaxHeadBytes = 32 * 1024, int MaxFields = 100, int MaxTargetBytes = 8 * 1024)
{
    /// <summary>Those of the parameters' defaults.</summary>
    public static readonly HeadLimits Default = new(32 * 1024);

    /// <summary>Which limit the head exceeds, as it would be written in HTTP/1.1; null where it keeps them.</summary>
    public (TerminationReason Reason, string Detail)? Exceeded(RequestHead head)
    {
        if (head.Target.Length > MaxTargetBytes)
            return (TerminationReason.TargetTooLong, $"The request target has more than {MaxTargetBytes} bytes.");
        if (head.Fields.Count > MaxFields)
            return (TerminationReason.HeadTooLarge, $"The head has more than {MaxFields} fields.");
        // Two spaces, the version, CRLF, and the CRLF of the empty line; colon, space and CRLF of a field.
        var bytes = head.Method.Length + head.Target.Length + 14L;
        foreach (var field in head.Fields.AsSpan())
            bytes += field.Name.Length + field.Value.Length + 4;
        return bytes > MaxHeadBytes ? (TerminationReason.HeadTooLarge, $"The head has more than {MaxHeadBytes} bytes.") : null;
    }
}
