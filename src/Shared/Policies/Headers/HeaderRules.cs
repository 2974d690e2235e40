using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.Headers;

/// <summary>Fields that are removed from, sets in or adds to the request to the backend, in this order.</summary>
[Setting("Fields of the request to the backend: first removed, then set, then added.", Key = "headers", Tunnels = true)]
public sealed record HeaderRules : IPolicy, ISettingsCheck
{
    private static readonly HashSet<string> Protected = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Upgrade", "Content-Length", "Transfer-Encoding", "TE", "Trailer", "Keep-Alive", "Proxy-Connection",
    };

    public static readonly HeaderRules None = new();

    [Setting("Names whose fields are removed.", Tunnels = true)]
    public ValueList<string> Remove { get; init; } = [];

    [Setting("Fields that replace all of the same name.", Secret = true, Tunnels = true)]
    public ValueList<HeaderField> Set { get; init; } = [];

    [Setting("Fields that are added to those of the same name.", Secret = true, Tunnels = true)]
    public ValueList<HeaderField> Add { get; init; } = [];

    /// <summary>The fields after the rules; those must be valid.</summary>
    public HeaderFields Apply(HeaderFields fields) => FieldEdits.Apply(fields, Remove, Set, Add);

    public void Check(SettingsCheck check) => FieldEdits.Check(check, Remove, Set, Add, NameErrors);

    /// <summary>What is wrong with a field name that rules or options are to touch.</summary>
    public static IEnumerable<string> NameErrors(string name)
    {
        if (!Grammar.IsToken(name))
            yield return $"'{name}' is no header name.";
        else if (Protected.Contains(name) || name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase))
            yield return $"Header '{name}' belongs to the connection or the handshake and cannot be changed by a rule.";
    }
}
