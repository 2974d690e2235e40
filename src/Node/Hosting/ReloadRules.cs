using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Hosting;

/// <summary>What of a changed configuration a running node takes over: its routes and pools. All else needs a restart.</summary>
internal static class ReloadRules
{
    private static readonly string[] Reloaded = ["routes", "pools"];

    /// <summary>Keys of sections that differ and are not taken over: <c>actorproxy.listeners</c>.</summary>
    /// <param name="running">What the node was started with.</param>
    public static IReadOnlyList<string> NeedRestart(Config running, Config loaded)
    {
        var (before, after) = (Sections(running, "actorproxy"), Sections(loaded, "actorproxy"));
        var differing = before.Keys.Union(after.Keys)
            .Where(key => !Reloaded.Contains(key) && Text(before.GetValueOrDefault(key), key) != Text(after.GetValueOrDefault(key), key))
            .Select(key => $"actorproxy.{key}");
        var akka = (running.GetValue("akka")?.ToString() ?? "") == (loaded.GetValue("akka")?.ToString() ?? "") ? [] : (string[])["akka"];
        return [.. differing.Order(StringComparer.Ordinal), .. akka];
    }

    private static Dictionary<string, HoconValue> Sections(Config config, string path) =>
        config.GetValue(path) is { } value && value.IsObject() ? value.GetObject().Items : [];

    /// <summary>Of the registry's section the revision is taken over: it belongs to the routes.</summary>
    private static string Text(HoconValue? section, string key)
    {
        if (key == "registry" && section is not null && section.IsObject())
            return string.Join('\n', section.GetObject().Items.Where(item => item.Key != "revision").OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => $"{item.Key}={item.Value}"));
        return section?.ToString() ?? "";
    }
}
