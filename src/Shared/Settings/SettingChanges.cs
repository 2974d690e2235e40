using ActorProxy.Shared.Settings.Kinds;

namespace ActorProxy.Shared.Settings;

/// <summary>A setting whose value differs between two records.</summary>
/// <param name="Path">Its full key; of sections under names the section's.</param>
/// <param name="Restart">Why a running node does not take the new value over; null where it does.</param>
public sealed record SettingChange(string Path, string? Restart);

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
                (NamedKindBase { Shape: { HasKeys: true } item }, IEnumerable<object> some, IEnumerable<object> others) => OfNamed(item, some, others, own, why),
                _ => [new SettingChange(own, why)],
            };
            foreach (var change in inner)
                yield return change;
        }
    }

    private static IEnumerable<SettingChange> OfNamed(SettingsShape item, IEnumerable<object> before, IEnumerable<object> after, string path, string? restart)
    {
        var (some, others) = (before.ToDictionary(one => item.NameOf(one)!), after.ToDictionary(one => item.NameOf(one)!));
        return some.Keys.Union(others.Keys).Where(name => !Equals(some.GetValueOrDefault(name), others.GetValueOrDefault(name)))
            .Select(name => new SettingChange(SettingPath.Append(path, name), restart));
    }
}
