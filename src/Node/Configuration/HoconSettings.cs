using ActorProxy.Shared.Settings;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>What HOCON says, as <see cref="SettingsModel"/> reads it.</summary>
internal static class HoconSettings
{
    public static SettingSection Of(HoconObject values, SettingOrigin origin) =>
        new([.. values.Items.Select(item => KeyValuePair.Create(item.Key, Of((HoconNode)item.Value)))]) { Origin = origin };

    public static SettingNode Of(HoconNode node)
    {
        if (node.Values.OfType<HoconObject>().FirstOrDefault() is { } values)
            return Of(values, node.Origin);
        if (node.Values.OfType<HoconArray>().FirstOrDefault() is { } items)
            return new SettingList([.. items.Select(item => Of((HoconNode)item))]) { Origin = node.Origin };
        // Of null there is no text.
        return node.GetString() is { } text ? new SettingText(text) { Origin = node.Origin } : new SettingNull { Origin = node.Origin };
    }
}
