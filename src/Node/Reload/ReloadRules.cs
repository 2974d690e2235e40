using System.Text.Json;
using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Settings;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Reload;

/// <summary>What of a changed configuration a running node takes over, as the settings declare it.</summary>
internal static class ReloadRules
{
    private const string Akka = "akka";

    /// <summary>Settings that differ and are not taken over, with the reason.</summary>
    /// <param name="running">What the node was started with.</param>
    public static IReadOnlyList<SettingChange> NeedRestart(LoadedConfiguration running, LoadedConfiguration loaded)
    {
        var differing = SettingChanges.Of(SettingsModel.Default.Of(typeof(ProxyOptions)), running.Options, loaded.Options, "actorproxy").Where(change => change.Restart is not null);
        var akka = Text(running.Akka.GetValue(Akka)) == Text(loaded.Akka.GetValue(Akka)) ? [] : (SettingChange[])[new(Akka, "the actor system reads it at its start")];
        return [.. differing, .. akka];
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
