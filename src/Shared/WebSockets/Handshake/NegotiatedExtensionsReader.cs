namespace ActorProxy.Shared.WebSockets.Handshake;

public static class NegotiatedExtensionsReader
{
    /// <param name="extensions">
    /// Of an <see cref="UpgradeAccepted"/>, so a list in which nothing is quoted that has a comma or a semicolon; null for none.
    /// </param>
    public static NegotiatedExtensions Read(string? extensions)
    {
        var result = NegotiatedExtensions.None;
        foreach (var member in extensions?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var parts = member.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0] != "permessage-deflate" || result.HasFlag(NegotiatedExtensions.Deflate))
            {
                result |= NegotiatedExtensions.Other;
                continue;
            }
            result |= NegotiatedExtensions.Deflate;
            if (parts.Contains("client_no_context_takeover"))
                result |= NegotiatedExtensions.ClientNoContextTakeover;
            if (parts.Contains("server_no_context_takeover"))
                result |= NegotiatedExtensions.ServerNoContextTakeover;
        }
        return result;
    }
}
