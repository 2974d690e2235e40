using ActorProxy.Shared.Settings.Kinds;

namespace ActorProxy.Shared.Settings;

/// <summary>A setting of a whole configuration.</summary>
/// <param name="Path">Its full key, in which NAME stands for a name that the user chooses.</param>
/// <param name="Restart">Why a running node does not take a changed value over; null where it does.</param>
public sealed record PlacedSetting(string Path, Setting Setting, string? Restart);

/// <summary>All settings of a shape by their full keys.</summary>
public static class SettingPaths
{
    public static IEnumerable<PlacedSetting> Of(SettingsShape shape, string path, string? restart = null) =>
        shape.Settings.SelectMany(setting => Of(setting, $"{path}.{setting.Key}", setting.Declared.Restart ?? restart));

    private static IEnumerable<PlacedSetting> Of(Setting setting, string path, string? restart) => setting.Kind switch
    {
        SectionKind { Shape: { Short: null } inner } => Of(inner, path, restart),
        NamedKindBase { Shape: { HasKeys: true } item } => Of(item, $"{path}.NAME", restart),
        _ => [new PlacedSetting(path, setting, restart)],
    };
}
