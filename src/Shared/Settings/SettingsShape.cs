using System.Reflection;
using ActorProxy.Shared.Settings.Kinds;

namespace ActorProxy.Shared.Settings;

/// <summary>The settings of a record, in the order in which they are declared.</summary>
public sealed class SettingsShape
{
    private readonly Dictionary<string, Setting> _byKey = new(StringComparer.Ordinal);
    private readonly List<Setting> _settings = [];
    private readonly List<SettingHolder> _holders = [];
    private readonly PropertyInfo? _name;

    /// <exception cref="InvalidOperationException">A declaration makes no sense: that is a defect of the program.</exception>
    internal SettingsShape(Type type, SettingsModel model)
    {
        Type = type;
        Short = type.GetCustomAttribute<ShortFormAttribute>()?.Key;
        _name = type.GetProperties().FirstOrDefault(property => property.IsDefined(typeof(SectionNameAttribute)));
        NameKey = _name is null ? null : SettingKeys.Of(_name);
        Add(type, SettingHolder.Root, model);
    }

    public Type Type { get; }

    /// <summary>The key whose value may be written for the whole section, or null.</summary>
    public string? Short { get; }

    /// <summary>Whether such a section, under a name, is one of keys: else it is as good as the one text that stands for it.</summary>
    public bool HasKeys => Short is null || Short == NameKey;

    /// <summary>The key of the section's name, where it stands among no named ones; null where it has none.</summary>
    public string? NameKey { get; }

    public IReadOnlyList<Setting> Settings => _settings;

    public Setting? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>Reads a section. What is wrong in it is reported, and has its default in the record.</summary>
    /// <param name="name">Of the section; null where the section itself may say it.</param>
    public object Read(SettingSection section, SettingPlace place, string? name = null)
    {
        var target = Begin(name);
        foreach (var (key, node) in section.Members)
        {
            if (_byKey.TryGetValue(key, out var setting))
            {
                // A section with something wrong in it is there all the same: else what is said of the whole would be wrong, too.
                if (setting.Kind.TryRead(node, place.Of(key), out var value) || (setting.Kind is SectionKind && value is not null))
                    setting.Set(target, value);
            }
            else if (name is null && key == NameKey)
                ReadName(target.Root, node, place.Of(key));
            else if (!place.Report.PassesOverUnknown)
                Unknown(key, node, place, name is null ? NameKey : null);
        }
        ReportMissing(section, place);
        var check = new SettingsCheck(section, place);
        foreach (var holder in _holders)
            (holder.Get(target.Root) as ISettingsCheck)?.Check(check);
        return target.Root;
    }

    /// <summary>
    /// Reads the text that stands for a section with the one key <see cref="Short"/>: what is wrong with it is told at the section.
    /// </summary>
    public object ReadShort(SettingText text, SettingPlace place, string? name = null)
    {
        var target = Begin(name);
        if (Short == NameKey)
            ReadName(target.Root, text, place);
        else if (_byKey[Short!] is var setting && setting.Kind.TryRead(text, place, out var value))
            setting.Set(target, value);
        (target.Root as ISettingsCheck)?.Check(
            new SettingsCheck(new SettingSection([new(Short!, text)]) { Origin = text.Origin }, place));
        return target.Root;
    }

    /// <summary>What differs from its default.</summary>
    /// <param name="named">Whether the name stands elsewhere.</param>
    public SettingSection Write(object value, bool named = false)
    {
        var members = new List<KeyValuePair<string, SettingNode>>();
        if (!named && NameOf(value) is { Length: > 0 } name)
            members.Add(new(NameKey!, new SettingText(name)));
        foreach (var setting in _settings)
            if (setting.Get(value) is { } own && (setting.Declared.Required is not null || !own.Equals(setting.Default)
                || Tells(setting, value)))
                members.Add(new(setting.Key, setting.Kind.Write(own)));
        return new SettingSection(members);
    }

    /// <summary>
    /// Whether the setting has its default, and says that its record is there, which is one of defaults: the first one does.
    /// </summary>
    private bool Tells(Setting setting, object value) =>
        setting.Holder is RecordHolder record && record.IsDefault(value) && setting == _settings.First(first => first.Holder == record);

    /// <summary>Whether tunnels that were built from the one are as those that would be built from the other.</summary>
    public bool BuildsAlike(object one, object other) => _settings.All(setting => setting.Declared.Tunnels
        ? Equals(setting.Get(one), setting.Get(other))
        : setting.Kind is not SectionKind { Shape: var inner } || (setting.Get(one), setting.Get(other)) is not ({ } a, { } b)
            || inner.BuildsAlike(a, b));

    public string? NameOf(object value) => (string?)_name?.GetValue(value);

    /// <summary>A new record, with its name where that stands elsewhere.</summary>
    private SettingTarget Begin(string? name)
    {
        var root = Activator.CreateInstance(Type)!;
        if (name is not null)
            _name!.SetValue(root, name);
        return new SettingTarget(root);
    }

    /// <summary>What must be there. Of a record that stands among others' settings and need not be there, once one of its own is.</summary>
    private void ReportMissing(SettingSection section, SettingPlace place)
    {
        foreach (var setting in _settings)
        {
            if (setting.Declared.Required is not { } missing || section.Find(setting.Key) is not null)
                continue;
            if (!setting.Holder.IsOptional)
                place.Problem(section.Origin, missing);
            else if (_settings.FirstOrDefault(other => other.Holder == setting.Holder && section.Find(other.Key) is not null) is { } given)
                place.Of(given.Key).Problem(section.Find(given.Key)!.Origin, missing);
        }
    }

    private void Unknown(string key, SettingNode node, SettingPlace place, string? nameKey)
    {
        var known = _byKey.Keys.Concat(nameKey is null ? [] : [nameKey]).ToList();
        var nearest = place.Report.Nearest(key, known);
        place.Of(key).Problem(node.Origin, nearest is null
            ? $"unknown key; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}"
            : "unknown key", nearest);
    }

    private void ReadName(object root, SettingNode node, SettingPlace place)
    {
        if (AnyTextKind.Instance.TryRead(node, place, out var text))
            _name!.SetValue(root, text);
    }

    private void Add(Type type, SettingHolder holder, SettingsModel model)
    {
        _holders.Add(holder);
        var defaults = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().OrderBy(property => property.MetadataToken))
        {
            if (property.IsDefined(typeof(InlineAttribute)) && property.PropertyType.IsAssignableTo(typeof(IRecordSet)))
                AddSet(property, holder, model);
            else if (property.IsDefined(typeof(InlineAttribute)))
                Add(property.PropertyType, new InlineHolder(holder, property, isOptional: property.GetValue(defaults) is null), model);
            else if (property.GetCustomAttribute<SettingAttribute>() is { } declared)
                Add(new Setting(declared.Key ?? SettingKeys.Of(property), declared, model.KindOf(property),
                    new PropertySlot(holder, property), property.GetValue(defaults)));
        }
    }

    private void AddSet(PropertyInfo set, SettingHolder around, SettingsModel model)
    {
        foreach (var record in model.InSet(set))
        {
            if (record.GetCustomAttribute<SettingAttribute>() is { } declared)
                Add(new Setting(declared.Key ?? throw new InvalidOperationException($"{record.Name} names no key."), declared,
                    model.KindOf(record), new RecordSlot(around, set, record), null));
            else
                Add(record, new RecordHolder(around, set, record), model);
        }
    }

    private void Add(Setting setting)
    {
        if (!_byKey.TryAdd(setting.Key, setting))
            throw new InvalidOperationException($"{Type.Name} declares '{setting.Key}' twice.");
        _settings.Add(setting);
    }
}
