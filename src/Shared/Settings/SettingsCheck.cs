namespace ActorProxy.Shared.Settings;

/// <summary>A section that was read, for who looks at its values together.</summary>
public sealed class SettingsCheck(SettingSection section, SettingPlace place)
{
    public IEnumerable<string> Keys => section.Members.Select(member => member.Key);

    /// <summary>Whether the key was given, whatever it says.</summary>
    public bool Has(string key) => section.Find(key) is not null;

    public bool IsSection(string key) => section.Find(key) is SettingSection;

    /// <summary>Whether the key was given, and has nothing in it.</summary>
    public bool IsEmpty(string key) => section.Find(key) is SettingList { Items.Count: 0 } or SettingSection { Members.Count: 0 };

    /// <summary>The names that stand in a list behind one that is the same, with their places in it.</summary>
    public static IEnumerable<(int Index, string Name)> Repeated(IEnumerable<string> names)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        return names.Index().Where(name => !known.Add(name.Item));
    }

    /// <summary>Of the section as a whole.</summary>
    public void Problem(string message) => place.Problem(section.Origin, message);

    /// <param name="key">Of this section. Of one that is missing it is told where the section stands.</param>
    public void Problem(string key, string message, string? suggestion = null) =>
        place.Of(key).Problem(section.Find(key)?.Origin ?? section.Origin, message, suggestion);

    /// <summary>Of an item of a list.</summary>
    public void ItemProblem(string key, int index, string message, string? suggestion = null)
    {
        var list = section.Find(key) as SettingList;
        place.Of(key).Item(index).Problem(list?.Items.ElementAtOrDefault(index)?.Origin ?? section.Origin, message, suggestion);
    }

    /// <summary>A key that does nothing as things are. The one who writes it means something by it; what is stored may have it.</summary>
    public void Unused(string key, string message)
    {
        if (!place.Report.PassesOverUnknown)
            Problem(key, message);
    }

    /// <inheritdoc cref="SettingReport.Nearest"/>
    public string? Nearest(string name, IEnumerable<string> names) => place.Report.Nearest(name, names);

    public void Warn(string key, string message) => place.Of(key).Warn(section.Find(key)?.Origin ?? section.Origin, message);

    /// <summary>A section in this one, by its key and those within it; empty where it is missing.</summary>
    public SettingsCheck Of(params ReadOnlySpan<string> keys)
    {
        var (at, there) = (section, place);
        foreach (var key in keys)
            (at, there) = (at.Find(key) as SettingSection ?? new SettingSection([]) { Origin = at.Origin }, there.Of(key));
        return new SettingsCheck(at, there);
    }
}

/// <summary>A record of settings that says what of its values does not go together.</summary>
public interface ISettingsCheck
{
    /// <summary>Called when all of its settings have been read. Those that were wrong have their defaults.</summary>
    void Check(SettingsCheck check);
}
