namespace ActorProxy.Shared.Settings;

/// <summary>What people are told of a setting.</summary>
public static class SettingDoc
{
    private const string RangeMark = "{range}";

    /// <summary>The doc line, with what is allowed.</summary>
    public static string Of(Setting setting)
    {
        var doc = setting.Declared.Doc;
        if (doc.Contains(RangeMark, StringComparison.Ordinal))
            return doc.Replace(RangeMark, setting.Kind.Range, StringComparison.Ordinal);
        return setting.Kind.Range is { } range ? $"{doc.TrimEnd('.')}: {range}." : doc;
    }

    /// <summary>As it is written; null where there is none.</summary>
    public static string? DefaultOf(Setting setting) =>
        setting.Default is { } value && setting.Declared.Example is null ? SettingsHocon.Line(setting.Kind.Write(value)) : null;

    /// <summary>What becomes of a changed value in a running node.</summary>
    public static string ReloadOf(PlacedSetting setting) =>
        setting.Restart is { } why
            ? $"needs a restart: {why}"
            : setting.Setting.Declared.Tunnels ? "taken over; concerns open tunnels" : "taken over";
}
