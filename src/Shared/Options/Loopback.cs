using System.Net;

namespace ActorProxy.Shared.Options;

/// <summary>Which hosts are this machine, whatever a resolver says.</summary>
public static class Loopback
{
    /// <param name="host">A name or an IP address.</param>
    /// <returns>127.0.0.1 for <c>localhost</c> (RFC 6761 section 6.3), an address that is one; null for all others.</returns>
    public static IPAddress? Of(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return IPAddress.Loopback;
        return IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address) ? address : null;
    }
}
