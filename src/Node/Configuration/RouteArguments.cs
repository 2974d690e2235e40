using System.Globalization;
using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;
using Akka.Configuration;

namespace ActorProxy.Node.Configuration;

/// <summary>Makes a configuration of the command line's <c>--listen</c> and <c>--route</c>.</summary>
internal static class RouteArguments
{
    public const string DefaultListen = "0.0.0.0:8080";

    private const string Source = "command line";

    public static ConfigurationResult Read(IEnumerable<string> listen, IEnumerable<string> routes)
    {
        var problems = new List<SettingProblem>();
        var listeners = listen.DefaultIfEmpty(DefaultListen).Select((text, i) => ReadListener(text, i, problems)).OfType<ListenerOptions>()
            .ToList();
        foreach (var twice in listeners.Where(l => l.Port > 0).GroupBy(l => new IPEndPoint(l.Address, l.Port)).Where(g => g.Count() > 1))
            problems.Add(new SettingProblem(Source, 0, $"--listen {twice.Key}", "is given twice"));
        var read = routes.Select(text => ReadRoute(text, problems)).OfType<Route>().ToList();
        if (!RouteTable.TryCreate(read, out var table, out var errors))
            problems.AddRange(errors.Select(e => new SettingProblem(Source, 0, $"--route {e.RouteId}", e.Message)));
        return problems.Count > 0
            ? new ConfigurationResult(problems)
            : new ConfigurationResult(new LoadedConfiguration(
                new ProxyOptions { Listeners = [.. listeners], Routes = table! }, Config.Empty));
    }

    private static ListenerOptions? ReadListener(string text, int index, List<SettingProblem> problems)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? text : text[..colon];
        var address = host switch
        {
            "" or "*" => IPAddress.Any,
            "localhost" => IPAddress.Loopback,
            _ => (host[0] == '[' || !host.Contains(':')) && AddressText.TryParse(host, out var ip) ? ip : null,
        };
        var port = 0;
        var hasPort = colon >= 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port <= 65535;
        if (address is not null && hasPort)
            return new ListenerOptions($"listen-{index + 1}", address, port);
        problems.Add(new SettingProblem(Source, 0, $"--listen {text}",
            hasPort ? $"'{host}' is no IP address; an IPv6 address needs brackets, as in [::]:8080" : "the port, 0 to 65535, is "
                + "missing; write HOST:PORT"));
        return null;
    }

    private static Route? ReadRoute(string text, List<SettingProblem> problems)
    {
        var equals = text.IndexOf('=');
        var place = equals < 0 ? text : text[..equals];
        var slash = place.IndexOf('/');
        if (equals < 0 || slash < 0)
            return Fail("write [HOST]/PATH=ws://HOST:PORT, with more URLs after commas");
        if (!HostPattern.TryParse(slash == 0 ? "*" : place[..slash], out var host, out var error)
            || !PathPattern.TryPrefix(place[slash..], out var path, out error))
            return Fail(error);
        var backends = new List<Backend>();
        if (text.AsSpan(equals).Contains('@')) // before it is split: a password may have commas, and errors quote the parts
            return Fail("a backend URL has no user name");
        foreach (var url in text[(equals + 1)..].Split(','))
        {
            if (!BackendAddress.TryParse(url.Trim(), out var address, out error))
                return Fail(error);
            var backend = Backend.At(address);
            if (backends.Contains(backend))
                return Fail($"{backend.Id} is in the list twice");
            backends.Add(backend);
        }
        return new Route(place, host, path, new BackendPool(place, [.. backends], PickerKind.RoundRobin), []);

        Route? Fail(string message)
        {
            problems.Add(new SettingProblem(Source, 0, $"--route {Redaction.Url(text)}", message));
            return null;
        }
    }
}
