using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Actors.Membership;

/// <summary>
/// Hosts as Akka's addresses have them. Its transport puts an address of IPv6 into brackets where it names the node itself; who names
/// another one must write the same, or the other takes it for somebody else.
/// </summary>
public static class AkkaHost
{
    public static string Of(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    /// <param name="host">A name or an address, be it in brackets or not.</param>
    public static string Of(string host) => IPAddress.TryParse(host, out var address) ? Of(address) : host;
}
