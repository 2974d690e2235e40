using System.Net;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Text;

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
        if (!AddressText.TryParse(text, out var address))
            return false;
        var plain = ClientAddress.Plain(address);
        network = new IPNetwork(plain, plain.GetAddressBytes().Length * 8);
        return true;
    }
}
