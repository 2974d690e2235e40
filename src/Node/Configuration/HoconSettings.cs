using ActorProxy.Shared.Settings;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>What a HOCON file says, as <see cref="SettingsModel"/> reads it.</summary>
internal static class HoconSettings
{
    public static SettingSection Of(HoconObject values, string file, int line = 1) =>
        new([.. values.Items.Select(item => KeyValuePair.Create(item.Key, Of((HoconNode)item.Value, file)))]) { Origin = new SettingOrigin(file, line) };

    private static SettingNode Of(HoconNode node, string file)
    {
        var origin = new SettingOrigin(file, node.Line);
        if (node.Values.OfType<HoconObject>().FirstOrDefault() is { } values)
            return Of(values, file, node.Line);
        if (node.Values.OfType<HoconArray>().FirstOrDefault() is { } items)
            return new SettingList([.. items.Select(item => Of((HoconNode)item, file))]) { Origin = origin };
        // Of null there is no text.
        return node.GetString() is { } text ? new SettingText(text) { Origin = origin } : new SettingNull { Origin = origin };
    }
}
