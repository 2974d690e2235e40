using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads what a route does besides choosing a pool.</summary>
internal static class RoutePolicyReader
{
    public static RoutePolicy Read(HoconSection section, ProblemReport report)
    {
        var filters = ReadFilters(section, report);
        var policy = new RoutePolicy
        {
            PathRewrite = ReadPathRewrite(section, report),
            HostRewrite = ReadHostRewrite(section, report),
            Headers = ReadHeaders(section.Section("headers"), report),
            MessageFilters = filters,
            MaxMessageSize = section.Size("max-message-size", RoutePolicy.DefaultMaxMessageSize, 1, 1 << 30),
            IdleTimeout = section.Has("idle-timeout")
                ? section.Duration("idle-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(7))
                : null,
            MaxConnections = section.Number("max-connections", 0, 0, 10_000_000),
            Attempts = section.Has("attempts") ? section.Number("attempts", 1, 1, 10) : null,
            OnChange = section.Choice("on-change", RoutePolicy.Default.OnChange),
            DrainOver = section.Duration("drain-over", RoutePolicy.DefaultDrainOver, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)),
        };
        if (section.Has("drain-over") && policy.OnChange != RouteChangePolicy.Drain)
            section.Problem("drain-over", "applies only with on-change = drain");
        if (section.Has("max-message-size") && !section.Has("filters"))
            section.Problem("max-message-size", "applies only to a route with filters; without them no message is read");
        return policy;
    }

    private static List<string> ReadFilters(HoconSection section, ProblemReport report)
    {
        var filters = new List<string>();
        foreach (var (path, text) in section.List("filters"))
        {
            if (!MessageFilterNames.All.Contains(text))
                report.Add(path, $"there is no filter '{text}'; there are {string.Join(", ", MessageFilterNames.All)}", report.Suggest(text, MessageFilterNames.All));
            filters.Add(text);
        }
        return filters;
    }

    private static PathRewrite ReadPathRewrite(HoconSection section, ProblemReport report)
    {
        var strip = section.Flag("strip-prefix", false);
        var replacement = section.Text("replace-prefix");
        if (strip && replacement is not null)
            section.Problem("replace-prefix", "a route has either strip-prefix or replace-prefix");
        if (replacement is null)
            return strip ? PathRewrite.StripPrefix : PathRewrite.None;
        var rewrite = PathRewrite.ReplacePrefix(replacement);
        Report(section.PathOf("replace-prefix"), rewrite.Validate(), report);
        return rewrite;
    }

    private static HostRewrite ReadHostRewrite(HoconSection section, ProblemReport report)
    {
        if (section.Text("host-header") is not { } text || text == "pass")
            return HostRewrite.PassThrough;
        var rewrite = new HostRewrite(text);
        Report(section.PathOf("host-header"), rewrite.Validate(), report);
        return rewrite;
    }

    private static HeaderRules ReadHeaders(HoconSection section, ProblemReport report)
    {
        var rules = new HeaderRules
        {
            Remove = [.. section.List("remove").Select(r => r.Text)],
            Set = [.. section.Texts("set").Select(f => new HeaderField(f.Name, f.Text))],
            Add = [.. section.Texts("add").Select(f => new HeaderField(f.Name, f.Text))],
        };
        section.Close();
        Report(section.Path, rules.Validate(), report);
        return rules;
    }

    private static void Report(string path, IEnumerable<string> errors, ProblemReport report)
    {
        foreach (var error in errors)
            report.Add(path, error.TrimEnd('.'));
    }
}
