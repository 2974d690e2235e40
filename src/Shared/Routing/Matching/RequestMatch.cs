using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Routing.Matching;

/// <summary>
/// What a request must have besides host and path to be a route's: all that is said here. A route whose conditions do not hold is as if it
/// were not there.
/// </summary>
public sealed record RequestMatch : ISettingsCheck
{
    /// <summary>Any request.</summary>
    public static readonly RequestMatch Any = new();

    private static readonly string[] Known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    [Setting("Methods, one of which it has. A WebSocket's handshake is a GET.", Example = "[GET, HEAD]", Tunnels = true)]
    public ValueList<string> Methods
    {
        get;
        init => field = Sorted(value);
    } = [];

    [Setting("Fields that it has, each with a value; with a * at its end what the value begins with, so that * alone is any.",
        Example = "{ X-Version = \"2*\" }", Secret = true, Tunnels = true)]
    public ValueList<ValuePattern> Headers
    {
        get;
        init => field = Sorted([.. value.Select(pattern => pattern with { Name = pattern.Name.ToLowerInvariant() })]);
    } = [];

    [Setting("Parameters of its query, likewise. Percent-encoding is undone before they are compared.", Example = "{ room = \"*\" }",
        Secret = true, Tunnels = true)]
    public ValueList<ValuePattern> Query
    {
        get;
        init => field = Sorted(value);
    } = [];

    [Setting("Cookies, likewise.", Example = "{ beta = on }", Secret = true, Tunnels = true)]
    public ValueList<ValuePattern> Cookies
    {
        get;
        init => field = Sorted(value);
    } = [];

    [Setting("Subprotocols of WebSocket, one of which the client offers.", Example = "[graphql-transport-ws]", Tunnels = true)]
    public ValueList<string> Subprotocols
    {
        get;
        init => field = Sorted(value);
    } = [];

    /// <summary>Whether there is no condition.</summary>
    public bool IsAny => Methods.IsEmpty && Headers.IsEmpty && Query.IsEmpty && Cookies.IsEmpty && Subprotocols.IsEmpty;

    /// <summary>
    /// Which of two goes before the other where both hold, as an order of ascending keys: one with methods, then the one with
    /// more fields, parameters, cookies, and one with subprotocols.
    /// </summary>
    internal (int, int, int, int, int) Rank =>
        (Methods.IsEmpty ? 1 : 0, -Headers.Count, -Query.Count, -Cookies.Count, Subprotocols.IsEmpty ? 1 : 0);

    /// <summary>
    /// Whether the conditions hold. Allocates nothing, unless a parameter of the query is percent-encoded or there are subprotocols.
    /// </summary>
    public bool Accepts(in RequestView request) => IsAny || (request.IsKnown
        && (Methods.IsEmpty || Methods.AsSpan().Contains(request.Method))
        && (Headers.IsEmpty || HasFields(request.BelievedFields)) && HasParameters(request.Query) && HasCookies(request.Fields)
        && (Subprotocols.IsEmpty || request.Fields.Members("Sec-WebSocket-Protocol").Any(Subprotocols.Contains)));

    public void Check(SettingsCheck check)
    {
        foreach (var (key, names) in new[] { ("methods", Methods), ("subprotocols", Subprotocols) })
            foreach (var name in names.Where(name => !Grammar.IsToken(name)))
                check.Problem(key, $"'{name}' is no token");
        foreach (var (key, values) in new[] { ("headers", Headers), ("cookies", Cookies) })
            foreach (var value in values.Where(value => !Grammar.IsToken(value.Name)))
                check.Of(key).Problem(value.Name, $"'{value.Name}' is no token");
        foreach (var name in Methods.Where(name => Grammar.IsToken(name)))
        {
            if (!MethodRules.IsForwarded(name))
                check.Problem("methods", $"{name} is never forwarded");
            else if (name.ToUpperInvariant() is var capitals && capitals != name && Known.Contains(capitals))
                check.Problem("methods", $"{name} is no method: their case matters", capitals);
        }
    }

    /// <summary>
    /// For people: <c>GET, x-version, ?room, cookie beta, subprotocol chat</c>; empty where it is any. Values of fields, parameters and
    /// cookies are left out, which are passwords as often as not.
    /// </summary>
    public override string ToString() => string.Join(", ",
        [
            .. Methods.IsEmpty ? (string[])[] : [string.Join('/', Methods)],
            .. Headers.Select(value => value.Name),
            .. Query.Select(value => $"?{value.Name}"),
            .. Cookies.Select(value => $"cookie {value.Name}"),
            .. Subprotocols.IsEmpty ? (string[])[] : [$"subprotocol {string.Join('/', Subprotocols)}"],
        ]);

    // In an order of their own, so that those that ask for the same are equal.
    private static ValueList<string> Sorted(ValueList<string> names) =>
        [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static ValueList<ValuePattern> Sorted(ValueList<ValuePattern> patterns) =>
        [.. patterns.Distinct().OrderBy(pattern => pattern.Name, StringComparer.Ordinal)
            .ThenBy(pattern => pattern.Value, StringComparer.Ordinal)];

    private bool HasFields(HeaderFields fields)
    {
        foreach (var wanted in Headers.AsSpan())
            if (!NamedValues.HasField(fields, wanted))
                return false;
        return true;
    }

    private bool HasParameters(ReadOnlySpan<char> query)
    {
        foreach (var wanted in Query.AsSpan())
            if (!NamedValues.HasParameter(query, wanted))
                return false;
        return true;
    }

    private bool HasCookies(HeaderFields fields)
    {
        foreach (var wanted in Cookies.AsSpan())
            if (!NamedValues.HasCookie(fields, wanted))
                return false;
        return true;
    }
}
