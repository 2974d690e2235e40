using ActorProxy.Shared.Settings.Kinds;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Settings;

/// <summary>Takes the values of secret settings out of what people look at. Names of fields stay: they tell what is set.</summary>
public static class SettingSecrets
{
    public static SettingSection Hide(SettingsShape shape, SettingSection section) =>
        new([.. section.Members.Select(member => KeyValuePair.Create(
            member.Key, Hide(shape.Find(member.Key), member.Value)))]) { Origin = section.Origin };

    /// <summary>
    /// As <see cref="Hide(SettingsShape, SettingSection)"/>, for people who look at a running node: any text may be a URL with a password.
    /// </summary>
    public static SettingSection Shown(SettingsShape shape, SettingSection section) =>
        (SettingSection)WithoutPasswords(Hide(shape, section));

    /// <summary>As <see cref="Shown(SettingsShape, SettingSection)"/>, of one setting's value.</summary>
    public static SettingNode Shown(Setting setting, SettingNode value) => WithoutPasswords(Hide(setting, value));

    /// <summary>
    /// Whether a secret's value, or a part of a URL, is the mark that <see cref="Shown(SettingsShape, SettingSection)"/> sets.
    /// </summary>
    public static bool HasHidden(SettingsShape shape, SettingSection section) => section.Members.Any(member => shape.Find(member.Key) switch
    {
        { Declared.Secret: true } => Texts(member.Value).Contains(Redaction.Hidden),
        { Kind: var kind } => HasHidden(kind, member.Value),
        null => false,
    });

    private static bool HasHidden(SettingKind kind, SettingNode node) => (kind, node) switch
    {
        (SectionKind { Shape: var inner }, SettingSection section) => HasHidden(inner, section),
        (NamedKindBase { Shape: var item }, _) => Items(node).OfType<SettingSection>().Any(one => HasHidden(item, one)),
        (ListKindBase { Item: var item }, _) => Items(node).Any(one => HasHidden(item, one)),
        (_, SettingText text) => IsRedacted(text.Text),
        _ => false,
    };

    private static SettingNode Hide(Setting? setting, SettingNode node) => setting switch
    {
        { Declared.Secret: true, Kind: var kind } => Hidden(node, (kind as NamedKindBase)?.Shape.NameKey),
        { Kind: var kind } => Hide(kind, node),
        null => node,
    };

    private static SettingNode Hide(SettingKind kind, SettingNode node) => (kind, node) switch
    {
        (SectionKind { Shape: var inner }, SettingSection section) => Hide(inner, section),
        (NamedKindBase { Shape: var item }, _) => Each(node, one => one is SettingSection section ? Hide(item, section) : one),
        (ListKindBase { Item: var item }, _) => Each(node, one => Hide(item, one)),
        _ => node,
    };

    private static bool IsRedacted(string text) =>
        text.Contains("://", StringComparison.Ordinal) && text.Contains(Redaction.Hidden, StringComparison.Ordinal);

    private static SettingNode WithoutPasswords(SettingNode node) => node is SettingText text
        ? text.Text.Contains("://", StringComparison.Ordinal) ? new SettingText(Redaction.Url(text.Text), text.Form) : node
        : Each(node, WithoutPasswords);

    private static SettingNode Each(SettingNode node, Func<SettingNode, SettingNode> change) => node switch
    {
        SettingSection { Members: var members, Origin: var origin } =>
            new SettingSection([.. members.Select(member => KeyValuePair.Create(member.Key, change(member.Value)))]) { Origin = origin },
        SettingList { Items: var items, Origin: var origin } => new SettingList([.. items.Select(change)]) { Origin = origin },
        _ => node,
    };

    private static IEnumerable<SettingNode> Items(SettingNode node) => node switch
    {
        SettingSection { Members: var members } => members.Select(member => member.Value),
        SettingList { Items: var items } => items,
        _ => [],
    };

    private static SettingNode Hidden(SettingNode node, string? nameKey) => node switch
    {
        SettingSection { Members: var members } => new SettingSection([.. members.Select(member =>
            member.Key == nameKey ? member : KeyValuePair.Create(member.Key, Hidden(member.Value, nameKey)))]),
        SettingList { Items: var items } => new SettingList([.. items.Select(item => Hidden(item, nameKey))]),
        _ => new SettingText(Redaction.Hidden),
    };

    private static IEnumerable<string> Texts(SettingNode node) => node is SettingText text ? [text.Text] : Items(node).SelectMany(Texts);
}
