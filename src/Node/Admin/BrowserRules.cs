using System.Net;

namespace ActorProxy.Node.Admin;

/// <summary>
/// Keeps pages of other sites out of an endpoint on loopback that asks for no token: a browser on the same machine reaches it
/// for any page. Programs other than browsers send neither Origin nor Sec-Fetch-Site.
/// </summary>
internal static class BrowserRules
{
    /// <summary>Null where the request may pass.</summary>
    /// <param name="scheme">By which the request came: <c>http</c>.</param>
    /// <param name="host">Its Host with the port, as it was sent.</param>
    /// <param name="origin">"" where there is none.</param>
    /// <param name="fetchSite">Sec-Fetch-Site; "" where there is none.</param>
    public static Refusal? Check(string scheme, string host, string hostName, string origin, string fetchSite, bool isPage)
    {
        // A name of somebody's own that leads to 127.0.0.1 makes this endpoint a part of his site (DNS rebinding).
        if (!IsLoopback(hostName))
            return new Refusal(403, $"Host is '{hostName}'; without a token, only localhost and loopback addresses are answered");
        if (origin.Length > 0 && !string.Equals(origin, $"{scheme}://{host}", StringComparison.OrdinalIgnoreCase))
            return new Refusal(403, $"pages of {origin} may not ask here");
        // GETs without CORS have no Origin. To open the page by a link is fine.
        if (!isPage && fetchSite is not ("" or "same-origin" or "none"))
            return new Refusal(403, "pages of other sites may not ask here");
        return null;
    }

    private static bool IsLoopback(string name) =>
        string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
