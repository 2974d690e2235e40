namespace ActorProxy.Shared.Http;

/// <summary>What every field is, whichever way its head came in: before anything else looks at it.</summary>
public static class FieldRules
{
    // RFC 9113 section 8.2.2. TE has a rule of its own.
    private static readonly HashSet<string> ConnectionSpecific = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade",
    };

    /// <summary>
    /// What is wrong with the first field whose name is no token or whose value is none (RFC 9110 sections 5.1 and 5.5), in one
    /// sentence that quotes no bytes of the peer; null where all are right.
    /// </summary>
    public static string? Error(HeaderFields fields)
    {
        foreach (var field in fields.AsSpan())
        {
            if (!Grammar.IsToken(field.Name))
                return "A field's name is no token.";
            if (!Grammar.IsFieldValue(field.Value))
                return "A field's value has a control character, or white space at an end.";
        }
        return null;
    }

    /// <summary>
    /// The same of a request that came by HTTP/2, which has no fields of a connection (RFC 9113 section 8.2.2): it is malformed.
    /// </summary>
    public static string? Http2Error(HeaderFields fields)
    {
        if (Error(fields) is { } error)
            return error;
        foreach (var field in fields.AsSpan())
        {
            if (ConnectionSpecific.Contains(field.Name)
                || (field.Name.Equals("TE", StringComparison.OrdinalIgnoreCase)
                    && !field.Value.Equals("trailers", StringComparison.OrdinalIgnoreCase)))
                return $"A field is of a connection, which requests of HTTP/2 do not have: {field.Name}.";
        }
        return null;
    }
}
