using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Operator;

/// <summary>A configuration in lines, one a key, as people look things up in it. Secrets are hidden.</summary>
internal static class ConfigurationText
{
    /// <summary>What differs from its default, by key.</summary>
    public static IEnumerable<string> Lines(ProxyOptions options)
    {
        var shape = ConfigurationShape.Settings;
        return Lines(ConfigurationShape.Root, SettingSecrets.Shown(shape, shape.Write(options)));
    }

    private static IEnumerable<string> Lines(string path, SettingNode value) => value switch
    {
        SettingSection { Members: { Count: > 0 } members } =>
            members.SelectMany(member => Lines(SettingPath.Append(path, member.Key), member.Value)),
        SettingList { Items: { Count: > 0 } items } => items.SelectMany((item, index) => Lines(SettingPath.Item(path, index), item)),
        SettingText text => [$"{path} = {text.Text}"],
        _ => [$"{path} = {SettingsHocon.Line(value)}"],
    };
}
