using ActorProxy.Shared.Settings.Kinds;

namespace ActorProxy.Shared.Settings;

/// <summary>A setting of a whole configuration.</summary>
/// <param name="Path">Its full key, in which NAME stands for a name that the user chooses.</param>
/// <param name="Restart">Why a running node does not take a changed value over; null where it does.</param>
public sealed record PlacedSetting(string Path, Setting Setting, string? Restart)
{
    /// <summary>Whether a key is this setting's: with NAME or a name of the user's, and of a list also that of what is in it.</summary>
    public bool IsAt(string key) => Begins(key) && Depth(key) == Depth(Path);

    /// <summary>Whether a key is that of a section in which the setting is.</summary>
    public bool IsIn(string key) => Begins(key) && Depth(key) < Depth(Path);

    private bool Begins(string key) => Keys(key).Zip(Keys(Path)).All(pair => pair.First == pair.Second || pair.Second == "NAME");

    private static int Depth(string key) => Keys(key).Length;

    private static string[] Keys(string key) => key.Split('[')[0].Split('.');
}

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
