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

    [Setting("Methods, one of which it has. A WebSocket's handshake is a GET.", Example = "[GET, HEAD]", Tunnels = true)]
    public ValueList<string> Methods { get; init; } = [];

    [Setting("Fields that it has, each with a value; with a * at its end what the value begins with, so that * alone is any.",
        Example = "{ X-Version = \"2*\" }", Tunnels = true)]
    public ValueList<ValuePattern> Headers { get; init; } = [];

    [Setting("Parameters of its query, likewise, without percent-encoding.", Example = "{ room = \"*\" }", Tunnels = true)]
    public ValueList<ValuePattern> Query { get; init; } = [];

    [Setting("Cookies, likewise.", Example = "{ beta = on }", Tunnels = true)]
    public ValueList<ValuePattern> Cookies { get; init; } = [];

    [Setting("Subprotocols of WebSocket, one of which the client offers.", Example = "[graphql-transport-ws]", Tunnels = true)]
    public ValueList<string> Subprotocols { get; init; } = [];

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
        && HasFields(request.Fields) && HasParameters(request.Query) && HasCookies(request.Fields)
        && (Subprotocols.IsEmpty || request.Fields.Members("Sec-WebSocket-Protocol").Any(Subprotocols.Contains)));

    public void Check(SettingsCheck check)
    {
        foreach (var (key, names) in new[] { ("methods", Methods), ("subprotocols", Subprotocols) })
            foreach (var (index, name) in names.Index().Where(name => !Grammar.IsToken(name.Item)))
                check.ItemProblem(key, index, $"'{name}' is no token");
        foreach (var (key, values) in new[] { ("headers", Headers), ("cookies", Cookies) })
            foreach (var value in values.Where(value => !Grammar.IsToken(value.Name)))
                check.Of(key).Problem(value.Name, $"'{value.Name}' is no token");
        foreach (var (index, name) in Methods.Index().Where(name => Grammar.IsToken(name.Item) && !MethodRules.IsForwarded(name.Item)))
            check.ItemProblem("methods", index, $"{name} is never forwarded",
                check.Nearest(name, ["GET", "HEAD", "POST", "PUT", "DELETE"]));
    }

    /// <summary>For people: <c>GET, X-Version=2*, ?room=*, cookie beta=on, subprotocol chat</c>; empty where it is any.</summary>
    public override string ToString() => string.Join(", ",
        [
            .. Methods.IsEmpty ? (string[])[] : [string.Join('/', Methods)],
            .. Headers.Select(value => value.ToString()),
            .. Query.Select(value => $"?{value}"),
            .. Cookies.Select(value => $"cookie {value}"),
            .. Subprotocols.IsEmpty ? (string[])[] : [$"subprotocol {string.Join('/', Subprotocols)}"],
        ]);

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
