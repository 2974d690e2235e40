using ActorProxy.Node.Pbm;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads the <c>actorproxy</c> section of a file.</summary>
internal static class OptionsReader
{
    private const string Own = ConfigurationShape.Root, Akka = "akka";

    public static ProxyOptions Read(SettingSection file, SettingReport report)
    {
        // Akka checks its own section.
        foreach (var (key, unknown) in file.Members.Where(member => member.Key is not (Own or Akka)))
            SettingPlace.At(SettingPath.Append("", key), report).Problem(unknown.Origin, "unknown key", Meant(key, report));
        var node = file.Find(Own) ?? new SettingSection([]) { Origin = file.Origin };
        var place = SettingPlace.At(Own, report);
        if (node is not SettingSection section)
        {
            place.Problem(node.Origin, "is not an object, { ... }");
            return new ProxyOptions();
        }
        var options = StandardPolicies.Model.Read<ProxyOptions>(section, report, Own);
        var check = new SettingsCheck(section, place);
        Check(options, check);
        return options with { Routes = RoutesOf(options, check) };
    }

    /// <summary>A setting that stands outside of the section, or another name of a section.</summary>
    private static string? Meant(string key, SettingReport report) =>
        ConfigurationShape.Settings.Find(key) is not null ? $"{Own}.{key}" : report.Nearest(key, [Own, Akka]);

    /// <summary>What only the executable knows.</summary>
    private static void Check(ProxyOptions options, SettingsCheck check)
    {
        Check(options.Pbm, check.Of("pbm"), PbmAdapter.Exists);
        if (options.Registry.ConnectionString is { Length: > 0 } text && !PostgresqlServer.TryParse(text, out _, out var problem))
            check.Of("registry").Problem("connection-string", problem);
    }

    /// <param name="built">Whether this build has the adapter.</param>
    internal static void Check(PbmOptions options, SettingsCheck check, bool built)
    {
        if (options.Port != 0 && !built)
            check.Problem("port", "this build is without Petabridge.Cmd; build it with -p:PetabridgeCmd=true "
                + "(docs/pbm.md), or leave the port at 0");
    }

    private static RouteTable RoutesOf(ProxyOptions options, SettingsCheck check)
    {
        var setup = new RouteSetup(options.Pools, check.Of("pools").Keys);
        var listeners = check.Of("listeners").Keys.ToHashSet(StringComparer.Ordinal);
        var routes = new List<Route>();
        var sections = check.Of("routes");
        foreach (var route in options.NamedRoutes)
        {
            var own = sections.Of(route.Id);
            foreach (var (index, name) in route.Listeners.Names.Index())
                if (!listeners.Contains(name))
                    own.ItemProblem("listeners", index, $"there is no listener '{name}'", own.Nearest(name, listeners));
            if (setup.Resolve(route, own) is { } resolved)
                routes.Add(resolved);
        }
        if (RouteTable.TryCreate(routes, out var table, out var errors))
            return table;
        foreach (var error in errors)
            sections.Of(error.RouteId).Problem(error.Message);
        return RouteTable.Empty;
    }
}
