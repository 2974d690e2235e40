using System.Text;
using System.Text.RegularExpressions;
using ActorProxy.Shared.Settings;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>
/// Reads HOCON into Akka's values, with the line of each, and puts environment variables in. Akka's own parser never sees
/// a file: there are texts at which it does not go on, and others of which it drops a part without a word.
/// A <c>${?NAME}</c> that is all of a value and not set leaves the key out, as if its line were not there.
/// </summary>
internal sealed partial class HoconReader
{
    /// <summary>Of keys and lists in one another; what reads the values calls itself that often. ActorProxy's own keys are 6 deep, Akka's 9.</summary>
    public const int MaxDepth = 64;

    private readonly HoconText _text;
    private readonly string _file;
    private readonly Func<string, string?> _environment;
    private readonly List<SettingProblem> _problems = [];
    private readonly List<SettingProblem> _warnings = [];
    private int _depth;

    private HoconReader(string text, string file, Func<string, string?> environment)
    {
        _text = new HoconText(text);
        _file = file;
        _environment = environment;
    }

    private bool AtValueEnd => _text.AtEnd || _text.AtComment || _text.Current is '\n' or ',' or '}' or ']';

    /// <param name="environment">Gives the value of an environment variable, or null where it is not set.</param>
    public static HoconDocument Read(string text, string file, Func<string, string?> environment)
    {
        var reader = new HoconReader(text.TrimStart('\uFEFF').ReplaceLineEndings("\n"), file, environment);
        var root = new HoconObject();
        try
        {
            reader.ReadRoot(root);
            reader._problems.AddRange(HoconResolver.Resolve(root, file));
        }
        catch (HoconSyntaxException e)
        {
            reader._problems.Add(new SettingProblem(file, e.Line, e.Key, e.Message));
        }
        return new HoconDocument(root, [.. reader._problems], [.. reader._warnings]);
    }

    private void ReadRoot(HoconObject root)
    {
        _text.SkipToNext();
        if (_text.Current == '[')
            throw _text.Error(HoconPlace.Top, "the top level is an object, not a list");
        if (_text.Current == '{')
            HoconNode.Merge(root, ReadObject(HoconPlace.Top));
        ReadEntries(root, HoconPlace.Top, opened: 0);
    }

    private HoconObject ReadObject(HoconPlace place)
    {
        var read = new HoconObject();
        var opened = _text.Line;
        _text.Step();
        ReadEntries(read, place, opened);
        _text.Step();
        return read;
    }

    /// <summary>Reads up to the closing brace, or at the top level (<paramref name="opened"/> 0) up to the end.</summary>
    private void ReadEntries(HoconObject into, HoconPlace place, int opened)
    {
        while (true)
        {
            _text.SkipToNext();
            if (_text.AtEnd && opened == 0)
                return;
            if (_text.AtEnd)
                throw new HoconSyntaxException(opened, place.ToString(), "'{' is never closed");
            if (_text.Current == '}' && opened > 0)
                return;
            if (_text.Current is '}' or ']')
                throw _text.Error(place, $"'{_text.Current}' closes nothing");
            if (_text.Current == ',')
                throw _text.Error(place, "',' without an entry before it");
            ReadEntry(into, place);
            ReadSeparator('}');
        }
    }

    private void ReadEntry(HoconObject into, HoconPlace parent)
    {
        var line = _text.Line;
        var place = parent;
        var target = into;
        var keys = ReadKeys(parent);
        foreach (var key in keys)
            place = place.Of(key);
        Enter(keys.Count, place);
        if (ReadEntryValue(place, line) is { } value)
        {
            foreach (var key in keys.SkipLast(1))
                target = Inner(target, key, line);
            target.Items[keys[^1]] = HoconNode.Later(target.Items.GetValueOrDefault(keys[^1]), value);
        }
        _depth -= keys.Count;
    }

    /// <summary>The object at the key, to add to; a new one where there is none.</summary>
    private static HoconObject Inner(HoconObject outer, string key, int line)
    {
        var before = outer.Items.GetValueOrDefault(key) as HoconNode;
        var node = new HoconNode(before?.Line ?? line);
        node.Add(new HoconObject());
        node = HoconNode.Later(before, node);
        outer.Items[key] = node;
        return (HoconObject)node.Values[^1];
    }

    private List<string> ReadKeys(HoconPlace place)
    {
        var keys = new List<string>();
        while (true)
        {
            _text.SkipBlanks();
            var key = _text.Current == '"' ? _text.ReadQuoted(place) : ReadKey(place);
            keys.Add(key);
            place = place.Of(key);
            if (keys.Count > MaxDepth)
                throw TooDeep(HoconPlace.Top);
            _text.SkipBlanks();
            if (_text.Current != '.')
                return keys;
            _text.Step();
        }
    }

    private string ReadKey(HoconPlace place)
    {
        var key = _text.ReadKey();
        if (key.StartsWith("include ", StringComparison.Ordinal) || (key == "include" && _text.Current == '"'))
            throw _text.Error(place, "include is not supported; put everything into one file");
        if (key.Length == 0)
            throw _text.Error(place, _text.AtEnd || _text.AtComment || _text.Current is '.' or '=' or ':' or '\n' ? "a key is missing" : $"a key cannot begin with '{_text.Current}'; put it in double quotes");
        if (_text.Current == '=' && key.EndsWith('+'))
            throw _text.Error(place.Of(key.TrimEnd('+', ' ')), "+= is not supported; write the whole list");
        if (key.Any(char.IsWhiteSpace))
            throw _text.Error(place, $"the key '{key}' has a space; put it in double quotes");
        return key;
    }

    /// <summary>Reads from behind the key; null where an unset variable leaves the key out.</summary>
    private HoconNode? ReadEntryValue(HoconPlace place, int line)
    {
        if (_text.Current == '\n' && _text.NextIsBrace)
            _text.SkipToNext();
        if (_text.Current is '=' or ':')
        {
            _text.Step();
            _text.SkipBlanks();
            if (_text.Current == '\n' && _text.NextIsBrace)
                _text.SkipToNext();
        }
        else if (_text.Current != '{')
        {
            throw _text.Error(place, AtValueEnd ? "the key has no value" : $"'=' or '{{' is missing before '{_text.Current}'");
        }
        if (AtValueEnd)
            throw new HoconSyntaxException(line, place.ToString(), "the key has no value");
        return ReadValue(place, line);
    }

    /// <summary>Reads the parts of one value up to what ends it; null where it is only an unset variable.</summary>
    private HoconNode? ReadValue(HoconPlace place, int line)
    {
        var node = new HoconNode(line);
        var text = new StringBuilder();
        for (var blanks = _text.SkipBlanks(); !AtValueEnd; blanks = _text.SkipBlanks())
        {
            if (_text.Current is '{' or '[')
            {
                node.Add(ReadStructure(place, node, text));
                continue;
            }
            if (node.Values is [.., HoconObject or HoconArray] && _text.Current != '$')
                throw _text.Error(place, "a new line or a comma is missing after the value");
            // White space between texts belongs to them.
            if (text.Length > 0 || node.Values is [.., HoconReference or HoconLiteral])
                text.Append(blanks);
            switch (ReadPart(place))
            {
                case HoconLiteral { Value: var read }:
                    text.Append(read);
                    if (node.Values.Count == 0 && text.Length == 0)
                        node.Add(new HoconLiteral { Value = "" });
                    break;
                case { } reference:
                    AddText(node, text);
                    node.Add(reference);
                    break;
            }
        }
        AddText(node, text);
        return node.Values.Count > 0 ? node : null;
    }

    private static void AddText(HoconNode node, StringBuilder text)
    {
        if (text.Length > 0)
            node.Add(new HoconLiteral { Value = text.ToString() });
        text.Clear();
    }

    private IHoconElement ReadStructure(HoconPlace place, HoconNode before, StringBuilder text)
    {
        var isObject = _text.Current == '{';
        if (text.Length > 0 || before.Values.Any(part => part is HoconLiteral || (isObject ? part is HoconArray : part is HoconObject)))
            throw _text.Error(place, $"'{_text.Current}' behind something else; a value is a text, an object or a list, and what is no text begins after '='");
        return isObject ? ReadObject(place) : ReadList(place);
    }

    /// <summary>A text, a reference, or null for a variable that is not set.</summary>
    private IHoconElement? ReadPart(HoconPlace place) => _text.Current switch
    {
        '$' => ReadSubstitution(place),
        '"' => new HoconLiteral { Value = ReadQuoted(place) },
        _ => new HoconLiteral { Value = ReadUnquoted(place) },
    };

    private HoconArray ReadList(HoconPlace place)
    {
        var list = new HoconArray();
        var opened = _text.Line;
        Enter(1, place);
        _text.Step();
        while (true)
        {
            _text.SkipToNext();
            if (_text.AtEnd)
                throw new HoconSyntaxException(opened, place.ToString(), "'[' is never closed");
            if (_text.Current == ']')
                break;
            if (_text.Current is ',' or '}')
                throw _text.Error(place, _text.Current == ',' ? "',' without an entry before it" : "'}' closes nothing");
            if (ReadValue(place.Item(list.Count), _text.Line) is { } item)
                list.Add(item);
            ReadSeparator(']');
        }
        _text.Step();
        _depth--;
        return list;
    }

    /// <summary>A comma, new lines, or both.</summary>
    private void ReadSeparator(char close)
    {
        var line = _text.Line;
        _text.SkipToNext();
        if (_text.Current == ',')
            _text.Step();
        else if (!_text.AtEnd && _text.Line == line && _text.Current is not ('}' or ']'))
            throw _text.Error(HoconPlace.Top, $"a new line or a comma is missing before '{_text.Current}'");
        else if (!_text.AtEnd && _text.Current is '}' or ']' && _text.Current != close)
            throw _text.Error(HoconPlace.Top, $"'{_text.Current}' where '{close}' is expected");
    }

    private string ReadUnquoted(HoconPlace place)
    {
        var read = _text.ReadUnquoted();
        if (_text.AtReserved && !AtValueEnd && _text.Current is not ('"' or '$' or '{' or '['))
        {
            _problems.Add(new SettingProblem(_file, _text.Line, place.ToString(), $"a value with '{_text.Current}' must be in double quotes"));
            _text.SkipLine();
        }
        return read;
    }

    private string ReadQuoted(HoconPlace place)
    {
        var line = _text.Line;
        var read = _text.ReadQuoted(place);
        if (LooksLikeSubstitution().Match(read) is { Success: true, Value: var like })
        {
            var instead = like == read ? $"write {like} without quotes" : $"write {like} outside of the quotes, as in \"a\"{like}\"b\"";
            _warnings.Add(new SettingProblem(_file, line, place.ToString(),
                $"within quotes {like} is text and stands for nothing else; {instead}, or \"$\"\"{like[1..]}\" where that text is meant"));
        }
        return read;
    }

    /// <summary>The text of a variable, a reference, or null where an optional variable is not set.</summary>
    private IHoconElement? ReadSubstitution(HoconPlace place)
    {
        var line = _text.Line;
        var (name, optional) = _text.ReadSubstitution(place);
        if (name.StartsWith("actorproxy.", StringComparison.Ordinal) || name.StartsWith("akka.", StringComparison.Ordinal))
        {
            return optional
                ? throw _text.Error(place, $"${{?{name}}}: only an environment variable can be optional; write ${{{name}}}")
                : new HoconReference(name, place, line);
        }
        var value = _environment(name);
        if (value is null && !optional)
            _problems.Add(new SettingProblem(_file, line, place.ToString(), $"the environment variable {name} is not set"));
        return value is null && optional ? null : new HoconLiteral { Value = value ?? "" };
    }

    private void Enter(int levels, HoconPlace place)
    {
        _depth += levels;
        if (_depth > MaxDepth)
            throw TooDeep(place);
    }

    private HoconSyntaxException TooDeep(HoconPlace place) => _text.Error(place, $"nested deeper than {MaxDepth} levels");

    [GeneratedRegex("""\$\{\??[A-Za-z_][A-Za-z0-9_.\-]*\}""")]
    private static partial Regex LooksLikeSubstitution();
}
