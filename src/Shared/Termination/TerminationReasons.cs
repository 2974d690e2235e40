using System.Collections.Immutable;
using System.Reflection;
using System.Text;

namespace ActorProxy.Shared.Termination;

/// <summary>What each <see cref="TerminationReason"/> is called and how the peers hear of it, as it is declared.</summary>
public static class TerminationReasons
{
    // By the reason's number: each connection asks.
    private static readonly ImmutableArray<(string Name, ReasonAttribute Declared)> All =
    [
        .. Enum.GetValues<TerminationReason>().Select(reason => reason.ToString()).Select(name => (SnakeCase(name),
            typeof(TerminationReason).GetField(name)!.GetCustomAttribute<ReasonAttribute>()
                ?? throw new InvalidOperationException($"{name} has no [Reason]."))),
    ];

    /// <summary>The reason's name in logs, metrics and the operator surface: <c>backend_refused</c>.</summary>
    public static string Name(this TerminationReason reason) => All[(int)reason].Name;

    /// <summary>
    /// The status of our own answer when a request ends for this reason before the 101 (RFC 9110 section 15), or null
    /// where the client gets no answer of ours.
    /// </summary>
    public static int? Status(this TerminationReason reason) => Declared(reason).Status is > 0 and var status ? status : null;

    /// <summary>
    /// The code of the Close frame that we send when a tunnel ends for this reason (RFC 6455 section 7.4 and the IANA
    /// registry), or null where the peers close it themselves or are gone.
    /// </summary>
    public static int? CloseCode(this TerminationReason reason) => Declared(reason).CloseCode is > 0 and var code ? code : null;

    /// <summary>What our own answer says to the client.</summary>
    public static string Text(this TerminationReason reason) => Declared(reason).Text;

    /// <summary>Fields of our own answer, besides those that all have: <c>Name: value</c>.</summary>
    public static IReadOnlyList<string> Fields(this TerminationReason reason) => Declared(reason).Fields;

    /// <summary>Whether a limit kept the client out, which may come again later.</summary>
    public static bool IsLimit(this TerminationReason reason) => Declared(reason).IsLimit;

    /// <summary>Whether our own answer says when the client may come again (RFC 9110 section 10.2.3).</summary>
    public static bool HasRetryAfter(this TerminationReason reason) => Declared(reason) is { IsLimit: true } or { RetryAfter: true };

    /// <summary>
    /// Whether an end for this reason is worth an operator's attention: it counts as abnormal and is logged as a warning.
    /// </summary>
    public static bool IsAbnormal(this TerminationReason reason) => Declared(reason) is { IsLimit: false, IsOrdinary: false };

    /// <exception cref="ArgumentOutOfRangeException">A value that is no reason.</exception>
    internal static ReasonAttribute Declared(TerminationReason reason) => (uint)reason < (uint)All.Length
        ? All[(int)reason].Declared
        : throw new ArgumentOutOfRangeException(nameof(reason), reason, "No reason.");

    private static string SnakeCase(string pascal)
    {
        var name = new StringBuilder(pascal.Length + 4);
        foreach (var c in pascal)
        {
            if (char.IsUpper(c) && name.Length > 0)
                name.Append('_');
            name.Append(char.ToLowerInvariant(c));
        }
        return name.ToString();
    }
}
