using System.Diagnostics.CodeAnalysis;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Http;

/// <summary>What the bytes at hand make: no head yet, a head, or none ever.</summary>
public readonly record struct ParseResult<THead> where THead : class
{
    private ParseResult(ParseStatus status, THead? head, int consumed, TerminationReason reason, string? detail) =>
        (Status, Head, Consumed, Reason, Detail) = (status, head, consumed, reason, detail);

    public ParseStatus Status { get; }

    /// <summary>The head, when complete; else null.</summary>
    public THead? Head { get; }

    /// <summary>The head's length in bytes, when complete; what follows in the buffer belongs to what follows the head.</summary>
    public int Consumed { get; }

    /// <summary>When invalid: how the request ends.</summary>
    public TerminationReason Reason { get; }

    /// <summary>When invalid: what is wrong, in one sentence that quotes no bytes of the peer; else null.</summary>
    public string? Detail { get; }

    [MemberNotNullWhen(true, nameof(Head))]
    public bool IsComplete => Status == ParseStatus.Complete;

    [MemberNotNullWhen(true, nameof(Detail))]
    public bool IsInvalid => Status == ParseStatus.Invalid;

    internal static ParseResult<THead> Incomplete => default;

    /// <summary>The head is there.</summary>
    public static ParseResult<THead> Complete(THead head, int consumed) => new(ParseStatus.Complete, head, consumed, default, null);

    /// <summary>It is none.</summary>
    public static ParseResult<THead> Invalid(TerminationReason reason, string detail) =>
        new(ParseStatus.Invalid, null, 0, reason, detail);
}

public enum ParseStatus
{
    /// <summary>Nothing is wrong so far; parse again from the start when more bytes are there.</summary>
    Incomplete,
    Complete,
    /// <summary>No further bytes can make it right.</summary>
    Invalid,
}
