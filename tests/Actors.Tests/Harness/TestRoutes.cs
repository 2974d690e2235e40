using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Routing;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>Routes and options for tests.</summary>
internal static class TestRoutes
{
    public const string Listener = "web";

    public static BackendPool Pool(params IEnumerable<string> urls) => Pool(PickerKind.RoundRobin, urls);

    public static BackendPool Pool(PickerKind picker, params IEnumerable<string> urls) =>
        new("pool", [.. urls.Select(url => Backend.At(BackendAddress.TryParse(url, out var address, out var error)
            ? address
            : throw new ArgumentException(error)))], picker);

    /// <summary>A route from a path prefix of any host.</summary>
    public static Route Route(BackendPool pool, string prefix = "/", PolicySet? policies = null, string? host = null)
    {
        Assert.True(PathPattern.TryPrefix(prefix, out var path, out var error), error);
        var pattern = HostPattern.Default;
        if (host is not null)
            Assert.True(HostPattern.TryParse(host, out pattern, out error), error);
        return new Route("route", pattern!, path!, pool, policies ?? []);
    }

    /// <summary>
    /// With a listener at whose port nobody listens when it is closed: one of the system's choice may be given to another socket then.
    /// </summary>
    public static ProxyOptions AtOwnPort(this ProxyOptions options) =>
        options with { Listeners = [new ListenerOptions(Listener, IPAddress.Loopback, FreePort.Next())] };

    public static ProxyOptions Options(Route route, TransportKind transport = TransportKind.Auto)
    {
        Assert.True(RouteTable.TryCreate([route], out var table, out _));
        return new ProxyOptions
        {
            Transport = new TransportSettings { Kind = transport, Loops = 2 },
            Listeners = [new ListenerOptions(Listener, IPAddress.Loopback, 0)],
            Routes = table,
            // The clock stands still while a node stops: what is spread would wait for the grace to end.
            Shutdown = new ShutdownOptions { DrainGrace = TimeSpan.FromSeconds(2), DrainSpread = TimeSpan.Zero },
        };
    }
}
