using System.Net;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads <c>actorproxy.listeners</c>.</summary>
internal static class ListenersReader
{
    private static readonly ListenerOptions Defaults = new("", IPAddress.Any, 0);

    public static IEnumerable<ListenerOptions> Read(HoconSection proxy)
    {
        var taken = new Dictionary<(IPAddress, int), string>();
        var listeners = new List<ListenerOptions>();
        foreach (var (name, section) in proxy.Named("listeners"))
        {
            var listener = new ListenerOptions(name, section.Address("address", Defaults.Address), section.Number("port", 0, 0, 65535))
            {
                Backlog = section.Number("backlog", Defaults.Backlog, 1, 65535),
                TrustedPeers = OptionsReader.ReadNetworks(section, "trusted-peers"),
                Tls = section.Has("tls") ? ListenerTlsReader.Read(section.Section("tls")) : null,
                ProxyProtocol = ReadProxyProtocol(section.Section("proxy-protocol")),
            };
            if (!section.Has("port"))
                section.ProblemAt(section.Path, "the port is missing");
            else if (listener.Port > 0 && !taken.TryAdd((listener.Address, listener.Port), name))
                section.Problem("port", $"{new IPEndPoint(listener.Address, listener.Port)} is already taken by listener '{taken[(listener.Address, listener.Port)]}'");
            section.Close();
            listeners.Add(listener);
        }
        return listeners;
    }

    private static ProxyProtocolOptions? ReadProxyProtocol(HoconSection section)
    {
        var enabled = section.Flag("enabled", false);
        var peers = OptionsReader.ReadNetworks(section, "trusted-peers") ?? [];
        var timeout = section.Duration("timeout", ProxyProtocolOptions.DefaultTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        if (enabled && !section.Has("trusted-peers"))
            section.ProblemAt(section.Path, "the trusted-peers are missing; name the networks of the proxies that send PROXY headers");
        else if (enabled && peers.Count == 0)
            section.Problem("trusted-peers", "the list is empty: every connection would be refused; name the networks of the proxies that send PROXY headers");
        section.Close();
        return enabled ? new ProxyProtocolOptions(peers, timeout) : null;
    }
}
