using System.Text;
using ActorProxy.Shared.Settings;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads values, with the objects and lists in them.</summary>
/// <param name="reader">Reads the objects.</param>
internal sealed class HoconValues(HoconText text, HoconParts parts, HoconReader reader)
{
    /// <summary>Reads the parts of one value up to what ends it; null where it is only an unset variable.</summary>
    public HoconNode? Read(SettingPlace place, SettingOrigin origin)
    {
        var node = new HoconNode(origin);
        var texts = new StringBuilder();
        for (var blanks = text.SkipBlanks(); !text.AtValueEnd; blanks = text.SkipBlanks())
        {
            if (text.Current is '{' or '[')
            {
                node.Add(ReadStructure(place, node, texts));
                continue;
            }
            if (node.Values is [.., HoconObject or HoconArray] && text.Current != '$')
                throw text.Error(place, "a new line or a comma is missing after the value");
            // White space between texts belongs to them.
            if (texts.Length > 0 || node.Values is [.., HoconReference or HoconLiteral])
                texts.Append(blanks);
            switch (parts.Read(place))
            {
                case HoconLiteral { Value: var read }:
                    texts.Append(read);
                    if (node.Values.Count == 0 && texts.Length == 0)
                        node.Add(new HoconLiteral { Value = "" });
                    break;
                case { } reference:
                    AddText(node, texts);
                    node.Add(reference);
                    break;
            }
        }
        AddText(node, texts);
        return node.Values.Count > 0 ? node : null;
    }

    private static void AddText(HoconNode node, StringBuilder texts)
    {
        if (texts.Length > 0)
            node.Add(new HoconLiteral { Value = texts.ToString() });
        texts.Clear();
    }

    private IHoconElement ReadStructure(SettingPlace place, HoconNode before, StringBuilder texts)
    {
        var isObject = text.Current == '{';
        if (texts.Length > 0 || before.Values.Any(part => part is HoconLiteral || (isObject ? part is HoconArray : part is HoconObject)))
            throw text.Error(place, $"'{text.Current}' behind something else; a value is a text, an object or a list, "
                + "and what is no text begins after '='");
        return isObject ? reader.ReadObject(place) : ReadList(place);
    }

    private HoconArray ReadList(SettingPlace place)
    {
        var list = new HoconArray();
        var opened = text.Origin;
        reader.Enter(1, place);
        text.Step();
        while (true)
        {
            text.SkipToNext();
            if (text.AtEnd)
                throw new HoconSyntaxException(opened, place, "'[' is never closed");
            if (text.Current == ']')
                break;
            if (text.Current is ',' or '}')
                throw text.Error(place, text.Current == ',' ? "',' without an entry before it" : "'}' closes nothing");
            if (Read(place.Item(list.Count), text.Origin) is { } item)
                list.Add(item);
            reader.ReadSeparator(']');
        }
        text.Step();
        reader.Leave(1);
        return list;
    }
}
