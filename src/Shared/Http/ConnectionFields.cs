namespace ActorProxy.Shared.Http;

/// <summary>What a response says of its connection (RFC 9112 section 9.3).</summary>
public static class ConnectionFields
{
    /// <summary>The value of Connection; null where there is nothing to say.</summary>
    /// <param name="isHttp10">Whether the client speaks HTTP/1.0.</param>
    /// <param name="persists">Whether the connection goes on.</param>
    /// <param name="upgrade">Whether the response has an Upgrade field, which Connection has to name (RFC 9110 section 7.8).</param>
    public static string? ValueOf(bool isHttp10, bool persists, bool upgrade) => (upgrade, persists, isHttp10) switch
    {
        (true, true, _) => "Upgrade",
        (true, false, _) => "Upgrade, close",
        (false, false, _) => "close",
        (false, true, true) => "keep-alive",
        _ => null,
    };

    /// <summary>The fields of an answer of the proxy, with what it says of its connection, and of its time.</summary>
    /// <param name="date">The present one (RFC 9110 section 6.6.1).</param>
    /// <inheritdoc cref="ValueOf"/>
    public static HeaderFields Add(HeaderFields fields, bool isHttp10, bool persists, string date)
    {
        var all = new List<HeaderField>(fields.Count + 2);
        all.AddRange(fields.AsSpan());
        if (!fields.Has("Date"))
            all.Add(new("Date", date));
        if (ValueOf(isHttp10, persists, upgrade: fields.Has("Upgrade")) is { } connection)
            all.Add(new("Connection", connection));
        return HeaderFields.Own([.. all]);
    }
}
