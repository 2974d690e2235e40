using ActorProxy.Shared.Settings.Kinds;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Settings;

/// <summary>Takes the values of secret settings out of what people look at. Names of fields stay: they tell what is set.</summary>
public static class SettingSecrets
{
    public static SettingSection Hide(SettingsShape shape, SettingSection section) =>
        new([.. section.Members.Select(member => KeyValuePair.Create(member.Key, Hide(shape.Find(member.Key), member.Value)))]) { Origin = section.Origin };

    /// <summary>As <see cref="Hide(SettingsShape, SettingSection)"/>, for people who look at a running node: any text may be a URL with a password in it.</summary>
    public static SettingNode Shown(SettingsShape shape, SettingSection section) => WithoutPasswords(Hide(shape, section));

    /// <summary>As <see cref="Shown(SettingsShape, SettingSection)"/>, of one setting's value.</summary>
    public static SettingNode Shown(Setting setting, SettingNode value) => WithoutPasswords(Hide(setting, value));

    /// <summary>Whether a secret's value is the mark that <see cref="Hide(SettingsShape, SettingSection)"/> sets.</summary>
    public static bool HasHidden(SettingsShape shape, SettingSection section) => section.Members.Any(member => shape.Find(member.Key) switch
    {
        { Declared.Secret: true } => Texts(member.Value).Contains(Redaction.Hidden),
        { Kind: SectionKind { Shape: var inner } } when member.Value is SettingSection within => HasHidden(inner, within),
        _ => false,
    });

    private static SettingNode Hide(Setting? setting, SettingNode node) => setting switch
    {
        { Declared.Secret: true, Kind: var kind } => Hidden(node, (kind as NamedKindBase)?.Shape.NameKey),
        { Kind: SectionKind { Shape: var inner } } when node is SettingSection section => Hide(inner, section),
        { Kind: NamedKindBase { Shape: var item } } => node switch
        {
            SettingSection named => new SettingSection([.. named.Members.Select(member => KeyValuePair.Create(member.Key, HideItem(item, member.Value)))]) { Origin = node.Origin },
            SettingList list => new SettingList([.. list.Items.Select(one => HideItem(item, one))]) { Origin = node.Origin },
            _ => node,
        },
        _ => node,
    };

    private static SettingNode HideItem(SettingsShape item, SettingNode node) => node is SettingSection section ? Hide(item, section) : node;

    private static SettingNode WithoutPasswords(SettingNode node) => node switch
    {
        SettingText text when text.Text.Contains("://", StringComparison.Ordinal) => new SettingText(Redaction.Url(text.Text), text.Form),
        SettingList { Items: var items } => new SettingList([.. items.Select(WithoutPasswords)]),
        SettingSection { Members: var members } => new SettingSection([.. members.Select(member => KeyValuePair.Create(member.Key, WithoutPasswords(member.Value)))]),
        _ => node,
    };

    private static SettingNode Hidden(SettingNode node, string? nameKey) => node switch
    {
        SettingSection { Members: var members } => new SettingSection([.. members.Select(member =>
            member.Key == nameKey ? member : KeyValuePair.Create(member.Key, Hidden(member.Value, nameKey)))]),
        SettingList { Items: var items } => new SettingList([.. items.Select(item => Hidden(item, nameKey))]),
        _ => new SettingText(Redaction.Hidden),
    };

    private static IEnumerable<string> Texts(SettingNode node) => node switch
    {
        SettingText text => [text.Text],
        SettingList { Items: var items } => items.SelectMany(Texts),
        SettingSection { Members: var members } => members.SelectMany(member => Texts(member.Value)),
        _ => [],
    };
}
