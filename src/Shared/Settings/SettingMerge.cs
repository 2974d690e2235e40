using ActorProxy.Shared.Settings.Kinds;

namespace ActorProxy.Shared.Settings;

/// <summary>What is in force after a reload.</summary>
public static class SettingMerge
{
    /// <summary>
    /// A record with the values of <paramref name="next"/>, but those of <paramref name="running"/> where a setting needs a restart.
    /// </summary>
    public static T Of<T>(SettingsShape shape, T running, T next) where T : class => (T)Merge(shape, running, next);

    private static object Merge(SettingsShape shape, object running, object next)
    {
        SettingTarget? target = null;
        foreach (var setting in shape.Settings)
        {
            var (before, after) = (setting.Get(running), setting.Get(next));
            if (Equals(before, after))
                continue;
            var kept = setting.Declared.Restart is not null ? before
                : setting.Kind is SectionKind { Shape: { Short: null } inner } && before is not null && after is not null
                    ? Merge(inner, before, after)
                : after;
            if (!ReferenceEquals(kept, after))
                setting.Set(target ??= SettingTarget.CopyOf(next), kept);
        }
        return target?.Root ?? next;
    }
}
