using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Hosting;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using Akka.Configuration;

namespace ActorProxy.Node.Tests.Hosting;

/// <summary>Whole nodes in this process that say nothing.</summary>
internal static class TestHost
{
    public static ProxyOptions Options(Route route) => TestRoutes.Options(route) with
    {
        AccessLog = new AccessLogOptions { Enabled = false },
        Log = new LogOptions { Level = LogSeverity.Error },
    };

    public static Task<NodeHost> StartAsync(ProxyOptions options, string akka = "") =>
        NodeHost.StartAsync(options, ConfigurationFactory.ParseString(akka));

    public static IPEndPoint EndPoint(this NodeHost host) => host.Node.Listeners.EndPoints[TestRoutes.Listener];
}
