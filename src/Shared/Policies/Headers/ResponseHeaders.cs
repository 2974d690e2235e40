using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.Headers;

/// <summary>Fields that are removed from, set in or added to what the client is answered, in this order.</summary>
[Setting("Fields of all that a client is answered: the 101 of a WebSocket, responses of backends and those of the "
    + "proxy itself. First removed, "
    + "then set, then added.", Key = "response-headers")]
public sealed record ResponseHeaders : IPolicy, ISettingsCheck
{
    private static readonly HashSet<string> Protected = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Upgrade", "Content-Length", "Transfer-Encoding", "Trailer", "Keep-Alive", "Proxy-Connection",
    };

    [Setting("Names whose fields are removed.")]
    public ValueList<string> Remove { get; init; } = [];

    [Setting("Fields that replace all of the same name.", Secret = true)]
    public ValueList<HeaderField> Set { get; init; } = [];

    [Setting("Fields that are added to those of the same name.", Secret = true)]
    public ValueList<HeaderField> Add { get; init; } = [];

    /// <summary>The fields after the rules; those must be valid.</summary>
    public HeaderFields Apply(HeaderFields fields) => FieldEdits.Apply(fields, Remove, Set, Add);

    public void Check(SettingsCheck check) => FieldEdits.Check(check, Remove, Set, Add, NameErrors);

    /// <summary>What is wrong with a field name that responses of ours, or rules of theirs, are to have.</summary>
    public static IEnumerable<string> NameErrors(string name)
    {
        if (!Grammar.IsToken(name))
            yield return $"'{name}' is no header name.";
        else if (Protected.Contains(name) || name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase))
            yield return $"Header '{name}' belongs to the connection, the body or the handshake and cannot be changed by a rule.";
    }
}
