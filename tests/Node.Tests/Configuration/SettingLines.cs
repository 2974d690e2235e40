using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Tests.Configuration;

/// <summary>What a section says, in a form that tests compare.</summary>
internal static class SettingLines
{
    /// <summary>All keys and items with their lines, by full path.</summary>
    public static IEnumerable<(string Path, int Line)> Lines(this SettingSection section) => Within(section, "");

    /// <summary>All texts with the paths of their keys, as in <c>a.b[0]=x</c>.</summary>
    public static IEnumerable<string> Texts(this SettingSection section) => Texts(section, "");

    private static IEnumerable<string> Texts(SettingNode node, string path) => node switch
    {
        SettingSection { Members: var members } => members.SelectMany(member => Texts(member.Value, SettingPath.Append(path, member.Key))),
        SettingList { Items: var items } => items.SelectMany((item, index) => Texts(item, SettingPath.Item(path, index))),
        SettingText { Text: var text } => [$"{path}={text}"],
        _ => [],
    };

    private static IEnumerable<(string Path, int Line)> Of(SettingNode node, string path) =>
        Within(node, path).Prepend((path, node.Origin.Line));

    private static IEnumerable<(string Path, int Line)> Within(SettingNode node, string path) => node switch
    {
        SettingSection { Members: var members } => members.SelectMany(member => Of(member.Value, SettingPath.Append(path, member.Key))),
        SettingList { Items: var items } => items.SelectMany((item, index) => Of(item, SettingPath.Item(path, index))),
        _ => [],
    };
}
