namespace ActorProxy.Shared.Settings;

/// <summary>Where something stands that was read.</summary>
/// <param name="Line">From 1; 0 where there are no lines.</param>
public readonly record struct SettingOrigin(string File, int Line);

/// <summary>What a text in JSON or HOCON says, before anyone knows what it means.</summary>
public abstract class SettingNode
{
    public SettingOrigin Origin { get; init; }
}

/// <summary>How a text is written where the form tells texts, numbers and flags apart, as JSON does.</summary>
public enum TextForm
{
    Text,
    Number,
    Flag,
}

/// <summary>A text, a number or a flag.</summary>
public sealed class SettingText(string text, TextForm form = TextForm.Text) : SettingNode
{
    public string Text => text;

    public TextForm Form => form;
}

/// <summary>Null: in HOCON any value can be it, in JSON an item of a list; a member that is null is not there.</summary>
public sealed class SettingNull : SettingNode;

/// <summary>A list.</summary>
public sealed class SettingList(IReadOnlyList<SettingNode> items) : SettingNode
{
    public IReadOnlyList<SettingNode> Items => items;
}

/// <summary>Keys with their values, in the order in which they were written. No key is there twice.</summary>
public sealed class SettingSection(IReadOnlyList<KeyValuePair<string, SettingNode>> members) : SettingNode
{
    /// <summary>Keys beyond which looking through all of them costs more than a dictionary. There may be 100,000 routes.</summary>
    private const int Few = 32;

    private Dictionary<string, SettingNode>? _byKey;

    public IReadOnlyList<KeyValuePair<string, SettingNode>> Members => members;

    public SettingNode? Find(string key)
    {
        if (members.Count > Few)
            return (_byKey ??= members.ToDictionary(StringComparer.Ordinal)).GetValueOrDefault(key);
        foreach (var (name, value) in members)
            if (name == key)
                return value;
        return null;
    }

    /// <summary>Of the key or item at a path from here on, or of what is nearest around it.</summary>
    public SettingOrigin OriginOf(string path)
    {
        SettingNode at = this;
        foreach (var (key, index) in SettingPath.Segments(path))
        {
            var next = (at, index) switch
            {
                (SettingList list, { } item) => list.Items.ElementAtOrDefault(item),
                (SettingSection section, null) => section.Find(key),
                _ => null,
            };
            if (next is null)
                break;
            at = next;
        }
        return at.Origin;
    }
}
