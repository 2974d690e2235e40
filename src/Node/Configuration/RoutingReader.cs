using System.Collections.Immutable;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads <c>actorproxy.pools</c> and <c>actorproxy.routes</c>.</summary>
internal static class RoutingReader
{
    public static (ImmutableArray<BackendPool> Pools, RouteTable Routes) Read(HoconSection proxy, ProblemReport report)
    {
        // A name maps to null where its pool has problems of its own: its routes are not to blame.
        var pools = proxy.Named("pools").ToDictionary(p => p.Name, p => ReadNamedPool(p.Name, p.Section, report), StringComparer.Ordinal);
        var known = proxy.Section("listeners").Keys.ToHashSet(StringComparer.Ordinal);
        var routes = new List<Route>();
        foreach (var (name, section) in proxy.Named("routes"))
        {
            var listeners = ReadListeners(section, known, report);
            if (ReadRoute(name, section, pools, report) is { } route)
                routes.Add(route with { Listeners = listeners });
            section.Close();
        }
        if (!RouteTable.TryCreate(routes, out var table, out var errors))
        {
            foreach (var error in errors)
                report.Add(HoconPath.Append(proxy.PathOf("routes"), error.RouteId), error.Message);
        }
        return ([.. pools.Values.OfType<BackendPool>()], table ?? RouteTable.Empty);
    }

    private static BackendPool? ReadNamedPool(string name, HoconSection section, ProblemReport report)
    {
        var picker = section.Choice("picker", PickerKind.RoundRobin);
        var before = report.Problems.Count;
        var tls = ReadTls(section.Section("tls"));
        var sends = section.Choice("send-proxy-protocol", ProxyProtocolMode.Off);
        var http2 = ReadVersion(section);
        var most = section.Number("max-connections-per-backend", 0, 0, 10_000_000);
        var sticky = ReadSticky(section);
        var pool = ReadBackends(name, section, picker, report);
        section.Close();
        return pool is null || report.Problems.Count > before
            ? null
            : new BackendPool(name, pool.Backends, picker)
            {
                Tls = tls,
                SendProxyProtocol = sends,
                Http2 = http2,
                MaxConnectionsPerBackend = most,
                Sticky = sticky,
            };
    }

    /// <summary>Whether it is 2.</summary>
    private static bool ReadVersion(HoconSection pool)
    {
        var text = pool.Text("http-version");
        if (text is not (null or "1.1" or "2"))
            pool.Problem("http-version", $"'{text}' is none of 1.1, 2");
        return text == "2";
    }

    private static StickyCookie? ReadSticky(HoconSection pool)
    {
        if (!pool.Has("sticky-cookie"))
            return null;
        var section = pool.Section("sticky-cookie");
        var cookie = new StickyCookie(section.Text("name") ?? StickyCookie.DefaultName, section.Choice("same-site", SameSite.Lax));
        foreach (var error in cookie.Validate())
            section.Problem("name", error.TrimEnd('.'));
        section.Close();
        return cookie;
    }

    private static BackendTls ReadTls(HoconSection section)
    {
        var (certificate, key) = (section.Text("certificate"), section.Text("key"));
        var tls = new BackendTls
        {
            Ca = section.Text("ca"),
            ServerName = section.Text("server-name"),
            Certificate = certificate is not null && key is not null ? new CertificateFiles(certificate, key) : null,
            Verify = section.Flag("verify", BackendTls.Default.Verify),
        };
        if (certificate is not null && !section.Has("key"))
            section.Problem("certificate", "the key is missing; name the PEM file with the certificate's private key");
        if (key is not null && !section.Has("certificate"))
            section.Problem("key", "the certificate is missing; name the PEM file with the certificate and its chain");
        if (tls.ServerName is { } name && !HostName.IsValid(name))
            section.Problem("server-name", $"'{name}' is no host name");
        section.Close();
        return tls;
    }

    private static BackendPool? ReadBackends(string name, HoconSection section, PickerKind picker, ProblemReport report)
    {
        var before = report.Problems.Count;
        var backends = new Dictionary<string, Backend>(StringComparer.Ordinal);
        if (!section.Has("backends"))
            report.Add(section.Path, "the backends are missing");
        foreach (var (path, text, item) in section.Items("backends"))
        {
            var url = text ?? item!.Text("url");
            var weight = item?.Number("weight", 1, 1, Backend.MaxWeight) ?? 1;
            item?.Close();
            if (url is null)
                report.Add(path, "the url is missing");
            else if (!BackendAddress.TryParse(url, out var address, out var error))
                report.Add(item is null ? path : item.PathOf("url"), error);
            else if (Backend.At(address, weight) is var backend && !backends.TryAdd(backend.Id, backend))
                report.Add(path, $"{backend.Id} is in the list twice; use a weight to give it more");
        }
        if (report.Problems.Count == before && backends.Count == 0)
            section.Problem("backends", "the list is empty");
        return report.Problems.Count == before ? new BackendPool(name, [.. backends.Values], picker) : null;
    }

    private static RouteListeners ReadListeners(HoconSection section, HashSet<string> known, ProblemReport report)
    {
        var names = new List<string>();
        foreach (var (path, name) in section.List("listeners"))
        {
            if (!known.Contains(name))
                section.ProblemAt(path, $"there is no listener '{name}'", report.Suggest(name, known));
            names.Add(name);
        }
        if (section.Has("listeners") && names.Count == 0)
            section.Problem("listeners", "the list is empty; name listeners, or leave it out for all");
        return RouteListeners.Of(names);
    }

    private static Route? ReadRoute(string name, HoconSection section, Dictionary<string, BackendPool?> pools, ProblemReport report)
    {
        var before = report.Problems.Count;
        var host = HostPattern.Default;
        if (section.Text("host") is { } hostText && !HostPattern.TryParse(hostText, out host, out var hostError))
            section.Problem("host", hostError);
        var path = ReadPath(section);
        var policy = RoutePolicyReader.Read(section, report);
        var pool = ReadPool(name, section, pools, report);
        return report.Problems.Count == before && pool is not null ? new Route(name, host!, path, pool, policy) : null;
    }

    private static PathPattern ReadPath(HoconSection section)
    {
        var prefix = section.Text("path");
        var exact = section.Text("path-exact");
        if (prefix is not null && exact is not null)
            section.Problem("path-exact", "a route has either path or path-exact");
        var pattern = PathPattern.All;
        if (exact is not null)
        {
            if (!PathPattern.TryExact(exact, out pattern, out var error))
                section.Problem("path-exact", error);
        }
        else if (prefix is not null && !PathPattern.TryPrefix(prefix, out pattern, out var error))
        {
            section.Problem("path", error);
        }
        return pattern ?? PathPattern.All;
    }

    private static BackendPool? ReadPool(string name, HoconSection section, Dictionary<string, BackendPool?> pools, ProblemReport report)
    {
        var poolName = section.Text("pool");
        if (section.Has("backends"))
        {
            if (poolName is not null)
                section.Problem("pool", "a route has either a pool or backends of its own");
            return ReadBackends(name, section, PickerKind.RoundRobin, report);
        }
        if (poolName is null)
        {
            if (!section.Has("pool"))
                report.Add(section.Path, "the pool is missing; name one, or list the route's own backends");
            return null;
        }
        if (!pools.TryGetValue(poolName, out var pool))
            section.Problem("pool", $"there is no pool '{poolName}'", report.Suggest(poolName, pools.Keys));
        return pool;
    }
}
