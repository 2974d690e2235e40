using System.Collections.Frozen;
using System.Text;

namespace ActorProxy.Shared.Termination;

/// <summary>What each <see cref="TerminationReason"/> is called and how the peers hear of it.</summary>
public static class TerminationReasons
{
    private static readonly FrozenDictionary<TerminationReason, string> Names =
        Enum.GetValues<TerminationReason>().ToFrozenDictionary(r => r, r => SnakeCase(r.ToString()));

    /// <summary>The reason's name in logs, metrics and the operator surface: <c>backend_refused</c>.</summary>
    public static string Name(this TerminationReason reason) => Names[reason];

    /// <summary>
    /// The status of our own answer when a request ends for this reason before the 101 (RFC 9110 section 15), or null
    /// where the client gets no answer of ours.
    /// </summary>
    public static int? Status(this TerminationReason reason) => reason switch
    {
        TerminationReason.BadRequest => 400,
        TerminationReason.NoRoute => 404,
        TerminationReason.MethodNotAllowed => 405,
        TerminationReason.RequestTimeout => 408,
        TerminationReason.BodyTooLarge => 413,
        TerminationReason.TargetTooLong => 414,
        TerminationReason.UpgradeRequired => 426,
        TerminationReason.ClientLimit => 429,
        TerminationReason.HeadTooLarge => 431,
        TerminationReason.InternalError => 500,
        TerminationReason.BackendUnresolved or TerminationReason.BackendRefused or TerminationReason.BackendTlsFailed
            or TerminationReason.BackendReset
            or TerminationReason.BackendBadHandshake or TerminationReason.BackendUnavailable => 502,
        TerminationReason.PolicyTimeout or TerminationReason.NoBackend or TerminationReason.ResourcesExhausted
            or TerminationReason.NodeShutdown or TerminationReason.ListenerRemoved or TerminationReason.RouteChanged => 503,
        TerminationReason.ConnectionLimit or TerminationReason.RateLimit or TerminationReason.RouteLimit
            or TerminationReason.BackendLimit => 503,
        TerminationReason.BackendConnectTimeout or TerminationReason.BackendTimeout or TerminationReason.WriteTimeout => 504,
        _ => null,
    };

    /// <summary>
    /// The code of the Close frame that we send when a tunnel ends for this reason (RFC 6455 section 7.4 and the IANA
    /// registry), or null where the peers close it themselves or are gone.
    /// </summary>
    public static int? CloseCode(this TerminationReason reason) => reason switch
    {
        TerminationReason.IdleTimeout or TerminationReason.NodeShutdown or TerminationReason.ListenerRemoved => 1001,
        TerminationReason.ProtocolError => 1002,
        TerminationReason.InvalidPayload => 1007,
        TerminationReason.FilterClose or TerminationReason.OperatorClose => 1008,
        TerminationReason.MessageTooBig => 1009,
        TerminationReason.InternalError => 1011,
        TerminationReason.RouteChanged => 1012,
        TerminationReason.BufferLimit => 1013,
        TerminationReason.BackendLost or TerminationReason.WriteTimeout => 1014,
        _ => null,
    };

    /// <summary>Whether a limit kept the client out, which may come again later.</summary>
    public static bool IsLimit(this TerminationReason reason) =>
        reason is TerminationReason.ConnectionLimit or TerminationReason.RateLimit or TerminationReason.ClientLimit
            or TerminationReason.RouteLimit or TerminationReason.BackendLimit;

    /// <summary>
    /// Whether an end for this reason is worth an operator's attention: it counts as abnormal and is logged as a warning.
    /// </summary>
    public static bool IsAbnormal(this TerminationReason reason) =>
        !reason.IsLimit() && reason is not (TerminationReason.Closed or TerminationReason.NodeShutdown or TerminationReason.ListenerRemoved
            or TerminationReason.OperatorClose
            or TerminationReason.RouteChanged or TerminationReason.Completed or TerminationReason.IdleTimeout
                or TerminationReason.BackendDeclined or TerminationReason.Responded or TerminationReason.FilterClose);

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
