using ActorProxy.Shared.Settings.Kinds;

namespace ActorProxy.Shared.Settings;

/// <summary>All settings of a shape by their full keys, in which NAME stands for a name that the user chooses.</summary>
public static class SettingPaths
{
    public static IEnumerable<(string Path, Setting Setting)> Of(SettingsShape shape, string path) => shape.Settings.SelectMany(setting => Of(setting, $"{path}.{setting.Key}"));

    private static IEnumerable<(string, Setting)> Of(Setting setting, string path) => setting.Kind switch
    {
        SectionKind { Shape: { Short: null } inner } => Of(inner, path),
        NamedKindBase { Shape: { HasKeys: true } item } => Of(item, $"{path}.NAME"),
        _ => [(path, setting)],
    };
}
