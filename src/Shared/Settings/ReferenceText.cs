using System.Text;
using ActorProxy.Shared.Settings.Kinds;

namespace ActorProxy.Shared.Settings;

/// <summary>
/// Writes the reference of all keys: each with what it is for, and its default. A line that begins with <c>#</c> and no space is an
/// entry without a default, with an example, or of what need not be there at all.
/// </summary>
public sealed class ReferenceText
{
    /// <summary>Characters of a line of comment, at most.</summary>
    private const int Width = 128;

    private readonly StringBuilder _text = new();

    /// <param name="exampleNames">What sections are called whose names the user chooses, by the key that they stand under.</param>
    public static string Of(SettingsShape shape, IReadOnlyDictionary<string, string> exampleNames)
    {
        var reference = new ReferenceText();
        reference.Section(shape, "  ", "", exampleNames);
        return reference._text.ToString();
    }

    /// <param name="mark"><c>#</c> where the section around is an example.</param>
    private void Section(SettingsShape shape, string indent, string mark, IReadOnlyDictionary<string, string> names)
    {
        foreach (var setting in shape.Settings)
        {
            if (indent.Length == 2)
                _text.Append('\n');
            Comment(SettingDoc.Of(setting), indent);
            switch (setting.Kind)
            {
                case SectionKind { Shape: { Short: null } inner }:
                    var own = setting.Default is null ? "#" : mark;
                    Open(setting.Key, indent, own);
                    Section(inner, indent + "  ", own, names);
                    Close(indent, own);
                    break;
                case NamedKindBase { Shape: { HasKeys: true } item }:
                    Open(setting.Key, indent, mark);
                    Open(names[setting.Key], indent + "  ", "#");
                    Section(item, indent + "    ", "#", names);
                    Close(indent + "  ", "#");
                    Close(indent, mark);
                    break;
                default:
                    Entry(setting, indent, mark);
                    break;
            }
        }
    }

    private void Entry(Setting setting, string indent, string mark)
    {
        var value = SettingDoc.DefaultOf(setting);
        _text.Append(indent).Append(value is null || setting.IsOfSet ? "#" : mark).Append(setting.Key).Append(" = ")
            .Append(value ?? setting.Declared.Example).Append('\n');
    }

    private void Open(string key, string indent, string mark) => _text.Append(indent).Append(mark).Append(key).Append(" {\n");

    private void Close(string indent, string mark) => _text.Append(indent).Append(mark).Append("}\n");

    private void Comment(string doc, string indent)
    {
        var line = new StringBuilder(indent + "#");
        foreach (var word in doc.Split(' '))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                _text.Append(line).Append('\n');
                line.Clear().Append(indent).Append('#');
            }
            line.Append(' ').Append(word);
        }
        _text.Append(line).Append('\n');
    }
}
