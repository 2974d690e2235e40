namespace ActorProxy.Shared.Termination;

/// <summary>What a <see cref="TerminationReason"/> means.</summary>
/// <param name="source">
/// Whose doing it is where a request was refused or has failed. An open tunnel knows which of its sides it was.
/// </param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ReasonAttribute(TerminationSource source) : Attribute
{
    public TerminationSource Source => source;

    /// <summary>Of our own answer to a request before its 101 (RFC 9110 section 15); 0 where the client gets none.</summary>
    public int Status { get; init; }

    /// <summary>
    /// Of the Close frame that we send when a tunnel ends for it (RFC 6455 section 7.4 and the IANA registry); 0 where the peers close it
    /// themselves or are gone.
    /// </summary>
    public int CloseCode { get; init; }

    /// <summary>Whether a limit kept the client out, which may come again later.</summary>
    public bool IsLimit { get; init; }

    /// <summary>Whether our own answer says when to come again; that of a limit does in any case.</summary>
    public bool RetryAfter { get; init; }

    /// <summary>Whether it is no more than what was to be expected, and worth nobody's attention.</summary>
    public bool IsOrdinary { get; init; }

    /// <summary>Of our own answer, besides those that all have: <c>Name: value</c>.</summary>
    public string[] Fields { get; init; } = [];

    /// <summary>What our own answer says to the client.</summary>
    public string Text { get; init; } = "the proxy failed.";
}
