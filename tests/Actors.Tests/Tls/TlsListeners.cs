using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Tests.Tls;

/// <summary>Options of a node with one listener with TLS.</summary>
internal static class TlsListeners
{
    public static ProxyOptions Options(ListenerTlsOptions tls, TransportKind transport, params string[] backends) =>
        Options(tls, TestRoutes.Route(TestRoutes.Pool(backends)), transport);

    public static ProxyOptions Options(ListenerTlsOptions tls, Route route, TransportKind transport = TransportKind.Auto) =>
        TestRoutes.Options(route, transport) with
        {
            Listeners = [new ListenerOptions(TestRoutes.Listener, IPAddress.Loopback, 0) { Tls = tls }],
        };
}
