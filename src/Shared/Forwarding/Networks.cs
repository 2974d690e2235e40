using System.Net;

namespace ActorProxy.Shared.Forwarding;

/// <summary>Lists of networks.</summary>
public static class Networks
{
    /// <summary>Whether the address is in one of them; an IPv4-mapped address counts as IPv4.</summary>
    public static bool Contain(IReadOnlyList<IPNetwork> networks, IPAddress address)
    {
        if (networks.Count == 0)
            return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in networks)
        {
            if (network.Contains(plain))
                return true;
        }
        return false;
    }
}
