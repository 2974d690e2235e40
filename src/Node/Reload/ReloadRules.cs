using System.Text.Json;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Reload;

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
        var akka = Text(running.GetValue("akka")) == Text(loaded.GetValue("akka")) ? [] : (string[])["akka"];
        return [.. differing.Order(StringComparer.Ordinal), .. akka];
    }

    private static Dictionary<string, HoconValue> Sections(Config config, string path) =>
        config.GetValue(path) is { } value && value.IsObject() ? value.GetObject().Items : [];

    /// <summary>What a value says, however it is written. Of the registry's section without the revision, which belongs to the routes.</summary>
    private static string Text(HoconValue? value, string section = "") => value switch
    {
        null => "",
        _ when value.IsObject() => "{" + string.Join(',', value.GetObject().Items
            .Where(item => section != "registry" || item.Key != "revision")
            .OrderBy(item => item.Key, StringComparer.Ordinal)
            .Select(item => $"{Quoted(item.Key)}:{Text(item.Value)}")) + "}",
        _ when value.Values.Any(part => part.IsArray()) => "[" + string.Join(',', value.GetArray().Select(item => Text(item))) + "]",
        _ => Quoted(value.GetString()),
    };

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
