using ActorProxy.Shared.Settings.Kinds;

namespace ActorProxy.Shared.Settings;

/// <summary>A setting whose value differs between two records.</summary>
/// <param name="Path">Its full key; of a section under a name that only one of both has, the section's.</param>
/// <param name="Restart">Why a running node does not take the new value over; null where it does.</param>
/// <param name="Before">In one line, secrets hidden; null where there is none.</param>
/// <param name="After">As <paramref name="Before"/>, of the new one; null where there is none.</param>
public sealed record SettingChange(string Path, string? Restart, string? Before = null, string? After = null);

/// <summary>Compares records of settings.</summary>
public static class SettingChanges
{
    public static IEnumerable<SettingChange> Of(SettingsShape shape, object before, object after, string path, string? restart = null)
    {
        foreach (var setting in shape.Settings)
        {
            var (own, why) = (SettingPath.Append(path, setting.Key), setting.Declared.Restart ?? restart);
            var (one, other) = (setting.Get(before), setting.Get(after));
            if (Equals(one, other))
                continue;
            var inner = (setting.Kind, one, other) switch
            {
                (SectionKind { Shape: { Short: null } section }, not null, not null) => Of(section, one, other, own, why),
                (NamedKindBase { Shape: { HasKeys: true } item }, IEnumerable<object> some, IEnumerable<object> others)
                    when IsUnique(item, some) && IsUnique(item, others) =>
                    OfNamed(item, some, others, own, why),
                _ => [new SettingChange(own, why, Text(setting, one), Text(setting, other))],
            };
            foreach (var change in inner)
                yield return change;
        }
    }

    private static IEnumerable<SettingChange> OfNamed(
        SettingsShape item, IEnumerable<object> before, IEnumerable<object> after, string path, string? restart)
    {
        var (some, others) = (before.ToDictionary(one => item.NameOf(one)!), after.ToDictionary(one => item.NameOf(one)!));
        foreach (var name in some.Keys.Union(others.Keys))
        {
            var own = SettingPath.Append(path, name);
            var (one, other) = (some.GetValueOrDefault(name), others.GetValueOrDefault(name));
            if (one is null || other is null)
                yield return new SettingChange(own, restart, Text(item, one), Text(item, other));
            else if (!one.Equals(other))
                foreach (var change in Of(item, one, other, own, restart))
                    yield return change;
        }
    }

    /// <summary>Only in a list can a name be there twice: then nobody knows which became which.</summary>
    private static bool IsUnique(SettingsShape item, IEnumerable<object> named) =>
        named.Select(one => item.NameOf(one)!).ToHashSet(StringComparer.Ordinal).Count == named.Count();

    private static string? Text(Setting setting, object? value) =>
        value is null ? null : Text(SettingSecrets.Shown(setting, setting.Kind.Write(value)));

    private static string? Text(SettingsShape item, object? value) =>
        value is null ? null : Text(SettingSecrets.Shown(item, item.Write(value, named: true)));

    private static string Text(SettingNode node) => node is SettingText text ? text.Text : SettingsHocon.Line(node);
}
