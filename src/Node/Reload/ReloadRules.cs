using System.Collections.Immutable;
using System.Text.Json;
using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Settings;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Reload;

/// <summary>What of a changed configuration a running node takes over, as the settings declare it.</summary>
internal static class ReloadRules
{
    private const string Akka = "akka";

    /// <summary>The settings that differ from those in force: each is taken over, or has the reason why it is not.</summary>
    public static ImmutableArray<SettingChange> Changes(ProxyOptions running, ProxyOptions loaded) =>
        [.. SettingChanges.Of(ConfigurationShape.Settings, running, loaded, ConfigurationShape.Root)];

    /// <summary>What is in force after the reload.</summary>
    public static ProxyOptions Merge(ProxyOptions running, ProxyOptions loaded) =>
        SettingMerge.Of(ConfigurationShape.Settings, running, loaded);

    /// <summary>The section of the actor system, where it differs: it is not taken over.</summary>
    /// <param name="started">What the node was started with.</param>
    public static IEnumerable<SettingChange> AkkaChanges(Config started, Config loaded)
    {
        if (Text(started.GetValue(Akka)) != Text(loaded.GetValue(Akka)))
            yield return new SettingChange(Akka, "the actor system reads it at its start");
    }

    /// <summary>What a value says, however it is written.</summary>
    private static string Text(HoconValue? value) => value switch
    {
        null => "",
        _ when value.IsObject() => "{" + string.Join(',', value.GetObject().Items
            .OrderBy(item => item.Key, StringComparer.Ordinal)
            .Select(item => $"{Quoted(item.Key)}:{Text(item.Value)}")) + "}",
        _ when value.Values.Any(part => part.IsArray()) => "[" + string.Join(',', value.GetArray().Select(Text)) + "]",
        _ => Quoted(value.GetString()),
    };

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
