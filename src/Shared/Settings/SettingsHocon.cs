using System.Text;
using System.Text.Json;

namespace ActorProxy.Shared.Settings;

/// <summary>Settings as HOCON, one key a line.</summary>
public static class SettingsHocon
{
    public static string Write(SettingSection section)
    {
        var text = new StringBuilder();
        WriteMembers(text, section, "");
        return text.ToString();
    }

    /// <summary>A value in one line.</summary>
    public static string Line(SettingNode node) => node switch
    {
        SettingText text => Text(text.Text),
        SettingList list => $"[{string.Join(", ", list.Items.Select(Line))}]",
        SettingSection section =>
            section.Members.Count == 0
            ? "{}"
            : $"{{ {string.Join(", ", section.Members.Select(member => $"{Key(member.Key)} = {Line(member.Value)}"))} }}",
        _ => throw new ArgumentException($"{node.GetType()} cannot be written.", nameof(node)),
    };

    public static string Key(string key) => SettingPath.Append("", key);

    private static void WriteMembers(StringBuilder text, SettingSection section, string indent)
    {
        foreach (var (key, value) in section.Members)
        {
            if (value is SettingSection { Members.Count: > 0 } inner)
            {
                text.Append(indent).Append(Key(key)).Append(" {\n");
                WriteMembers(text, inner, indent + "  ");
                text.Append(indent).Append("}\n");
            }
            else
                text.Append(indent).Append(Key(key)).Append(" = ").Append(Line(value)).Append('\n');
        }
    }

    /// <summary>Without quotes where it needs none.</summary>
    private static string Text(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
            ? text
            : JsonSerializer.Serialize(text, Plain);

    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
