namespace ActorProxy.Shared.Http;

/// <summary>
/// Authentication that is of the connection, not of the request: NTLM and its kin (RFC 4559 section 6). A connection that has seen it is
/// its user's, and no other client's request may go on it.
/// </summary>
public static class ConnectionAuthentication
{
    /// <summary>Whether one side speaks of it.</summary>
    public static bool IsIn(RequestHead request, ResponseHead response) =>
        request.Fields.First("Authorization") is { } credentials && IsScheme(credentials)
        || response.Fields.Has("WWW-Authenticate") && response.Fields.Members("WWW-Authenticate").Any(IsScheme);

    private static bool IsScheme(string value)
    {
        var scheme = value.AsSpan();
        if (scheme.IndexOf(' ') is var space and >= 0)
            scheme = scheme[..space];
        return scheme.Equals("NTLM", StringComparison.OrdinalIgnoreCase) || scheme.Equals("Negotiate", StringComparison.OrdinalIgnoreCase)
            || scheme.Equals("Kerberos", StringComparison.OrdinalIgnoreCase);
    }
}
