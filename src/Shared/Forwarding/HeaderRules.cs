using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Forwarding;

/// <summary>Fields that a route removes from, sets in or adds to the request to the backend, in this order.</summary>
public sealed record HeaderRules
{
    private static readonly HashSet<string> Protected = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Upgrade", "Content-Length", "Transfer-Encoding", "TE", "Trailer", "Keep-Alive", "Proxy-Connection",
    };

    public static readonly HeaderRules None = new();

    /// <summary>Names whose fields are removed.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <summary>Fields that replace all of the same name.</summary>
    public IReadOnlyList<HeaderField> Set { get; init; } = [];

    /// <summary>Fields that are added to those of the same name.</summary>
    public IReadOnlyList<HeaderField> Add { get; init; } = [];

    /// <summary>The fields after the rules; those must be valid.</summary>
    public HeaderFields Apply(HeaderFields fields)
    {
        if (Remove.Count + Set.Count + Add.Count == 0)
            return fields;
        var gone = Remove.Concat(Set.Select(f => f.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. fields.Where(f => !gone.Contains(f.Name)), .. Set, .. Add];
    }

    /// <summary>What is wrong with the rules, one sentence each; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = Remove.SelectMany(NameErrors).ToList();
        foreach (var field in Set.Concat(Add))
        {
            errors.AddRange(NameErrors(field.Name));
            if (!Grammar.IsFieldValue(field.Value))
                errors.Add($"The value of header '{field.Name}' has a control character, white space at an end or a character beyond Latin-1.");
        }
        return errors;
    }

    /// <summary>What is wrong with a field name that rules or options are to touch.</summary>
    public static IEnumerable<string> NameErrors(string name)
    {
        if (!Grammar.IsToken(name))
            yield return $"'{name}' is no header name.";
        else if (Protected.Contains(name) || name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase))
            yield return $"Header '{name}' belongs to the connection or the handshake and cannot be changed by a rule.";
    }

    public bool Equals(HeaderRules? other) =>
        other is not null && Remove.SequenceEqual(other.Remove) && Set.SequenceEqual(other.Set) && Add.SequenceEqual(other.Add);

    public override int GetHashCode() => HashCode.Combine(Remove.Count, Set.Count, Add.Count);
}
