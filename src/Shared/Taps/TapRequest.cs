using ActorProxy.Shared.Directory;

namespace ActorProxy.Shared.Taps;

/// <summary>
/// Asks to follow the messages of a tunnel, whichever node has it. Told to the directory of any node, with the watcher as
/// sender: an actor that lives until it has had enough. It hears either a <see cref="TapRefused"/>, or, all from one sender, a
/// <see cref="TapStarted"/>, any number of <see cref="TapBatch"/>, and one <see cref="TapEnded"/>. That sender takes
/// <see cref="TapCredit"/> and <see cref="TapStop"/>. A request with a <see cref="Problem"/> gets a failure that says so.
/// </summary>
/// <param name="Id">Of the connection.</param>
/// <param name="By">Who asks, for the log: as in <c>cli root@host</c>. 1 to 200 characters, none of them a control character.</param>
public sealed record TapRequest(string Id, string By)
{
    public const int MaxByLength = 200;

    public static readonly TimeSpan MinDuration = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan MaxDuration = TimeSpan.FromHours(24);

    /// <summary>Whether payloads are to be shown; refused where the node's configuration does not allow it.</summary>
    public bool Payload { get; init; }

    /// <summary>
    /// Bytes of a payload to show at most, 0 to 64 KiB; null: as many as the node allows, which are the limit in any case.
    /// </summary>
    public int? MaxPayload { get; init; }

    /// <summary>When the tap ends by itself, 1 s to 24 h.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long nodes are waited for until the connection counts as not found, 100 ms to 30 s.</summary>
    public TimeSpan Timeout { get; init; } = QueryTimeout.Default;

    /// <summary>What is wrong with it, for the one who asks; null where it can be answered.</summary>
    public string? Problem()
    {
        if (By.Length is 0 or > MaxByLength || By.Any(char.IsControl))
            return $"Who asks for a tap is said in 1 to {MaxByLength} characters, none of them a control character.";
        if (MaxPayload is < 0 or > TapDecoder.MaxPayload)
            return $"A tap shows 0 to {TapDecoder.MaxPayload} bytes of a payload, not {MaxPayload}.";
        if (Duration < MinDuration || Duration > MaxDuration)
            return $"A tap lasts 1 s to 24 h, not {Duration}.";
        return QueryTimeout.Problem(Timeout);
    }
}
