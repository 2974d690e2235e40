using System.Net;
using System.Net.Sockets;
using ActorProxy.Shared.Forwarding;

namespace ActorProxy.Shared.Directory;

/// <summary>Clients as people name them.</summary>
public static class ClientNetwork
{
    /// <summary>Reads an address, as in <c>192.0.2.7</c> or <c>2001:db8::7</c>, or a network, as in <c>192.0.2.0/24</c>.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (text.Contains('/'))
            return IPNetwork.TryParse(text, out network);
        network = default;
        if (!IPAddress.TryParse(text, out var address))
            return false;
        // Of IPv4 only the dotted form: "1" would be read as 0.0.0.1.
        if (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text)
            return false;
        var plain = ClientAddress.Plain(address);
        network = new IPNetwork(plain, plain.GetAddressBytes().Length * 8);
        return true;
    }
}
