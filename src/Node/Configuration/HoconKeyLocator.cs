using System.Globalization;
using System.Text;
using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Configuration;

/// <summary>
/// Reads HOCON just far enough to know the line of each key and whether the text is well-formed. Akka's parser, which
/// gives the values, keeps no lines, tolerates unbalanced braces, and knows no environment variables; so this puts them in.
/// A <c>${?NAME}</c> that is all of a value and not set leaves the key out, as if its line were not there.
/// </summary>
internal sealed class HoconKeyLocator
{
    private const int MaxDepth = 64;

    /// <summary>What Akka's parser takes in no unquoted text.</summary>
    private const string Reserved = "$\"{}[]:=,#`^?!@*&\\";

    private readonly string _text;
    private readonly string _file;
    private readonly Func<string, string?> _environment;
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly List<ConfigurationProblem> _problems = [];
    private readonly List<HoconReference> _references = [];
    private readonly List<(int Start, int End, string Replacement)> _edits = [];
    private int _at;
    private int _line = 1;
    private int _depth;

    private HoconKeyLocator(string text, string file, Func<string, string?> environment)
    {
        _text = text;
        _file = file;
        _environment = environment;
    }

    private bool AtEnd => _at >= _text.Length;

    private char Current => AtEnd ? '\0' : _text[_at];

    /// <param name="environment">Gives the value of an environment variable, or null where it is not set.</param>
    public static HoconOutline Locate(string text, string file, Func<string, string?> environment)
    {
        var locator = new HoconKeyLocator(text.TrimStart('\uFEFF').ReplaceLineEndings("\n"), file, environment);
        try
        {
            locator.ReadRoot();
            locator.CheckReferences();
        }
        catch (HoconSyntaxException e)
        {
            locator._problems.Add(new ConfigurationProblem(file, e.Line, e.Key, e.Message));
        }
        return new HoconOutline(locator._lines, locator.EditedText(), [.. locator._problems]);
    }

    private void ReadRoot()
    {
        SkipToNext();
        if (Current == '[')
            throw Error("", "the top level is an object, not a list");
        if (Current == '{')
            ReadObject("");
        ReadEntries("", opened: 0);
    }

    private void ReadObject(string path)
    {
        var opened = _line;
        Enter(path);
        ReadEntries(path, opened);
        _at++;
        _depth--;
    }

    /// <summary>Reads up to the closing brace, or at the top level (<paramref name="opened"/> 0) up to the end.</summary>
    private void ReadEntries(string path, int opened)
    {
        while (true)
        {
            SkipToNext();
            if (AtEnd && opened == 0)
                return;
            if (AtEnd)
                throw new HoconSyntaxException(opened, path, "'{' is never closed");
            if (Current == '}' && opened > 0)
                return;
            if (Current is '}' or ']')
                throw Error(path, $"'{Current}' closes nothing");
            if (Current == ',')
                throw Error(path, "',' without an entry before it");
            var start = _at;
            var line = _line;
            var key = ReadKey(path);
            var left = ReadEntryValue(key, line);
            if (!left)
                _edits.Add((start, _at, ""));
            ReadSeparator(afterBrace: _text[_at - 1] == '}' || !left, '}');
        }
    }

    private string ReadKey(string parent)
    {
        var path = parent;
        while (true)
        {
            SkipBlanks();
            string segment;
            if (Current == '"')
            {
                segment = ReadQuoted(parent);
            }
            else
            {
                var start = _at;
                while (!AtEnd && Current is not ('.' or '\n') && !Reserved.Contains(Current))
                    _at++;
                segment = _text[start.._at].Trim();
                if (segment.StartsWith("include ", StringComparison.Ordinal) || (segment == "include" && Current == '"'))
                    throw Error(parent, "include is not supported; put everything into one file");
                if (segment.Length == 0)
                    throw Error(path, AtEnd || Current is '.' or '=' or ':' or '\n' ? "a key is missing" : $"a key cannot begin with '{Current}'; put it in double quotes");
                if (Current == '=' && segment.EndsWith('+'))
                    throw Error(HoconPath.Append(path, segment.TrimEnd('+', ' ')), "+= is not supported; write the whole list");
                if (segment.Any(char.IsWhiteSpace))
                    throw Error(parent, $"the key '{segment}' has a space; put it in double quotes");
            }
            path = HoconPath.Append(path, segment);
            SkipBlanks();
            if (Current != '.')
                return path;
            _at++;
        }
    }

    /// <summary>Reads from behind the key; false where an unset variable leaves the key out.</summary>
    private bool ReadEntryValue(string key, int line)
    {
        if (Current == '\n' && NextIsBrace())
            SkipToNext();
        if (Current is '=' or ':')
        {
            _at++;
            SkipBlanks();
            if (Current == '\n' && NextIsBrace())
                SkipToNext();
        }
        else if (Current != '{')
        {
            throw Error(key, AtEnd || Current is '\n' or '}' or ',' or '#' ? "the key has no value" : $"'=' or '{{' is missing before '{Current}'");
        }
        if (AtEnd || Current is '\n' or '}' or ',' or ']' or '#')
            throw new HoconSyntaxException(line, key, "the key has no value");
        if (!ReadValue(key))
            return false;
        _lines[key] = line;
        for (var parent = HoconPath.Parent(key); parent.Length > 0 && _lines.TryAdd(parent, line);)
            parent = HoconPath.Parent(parent);
        return true;
    }

    private bool NextIsBrace() => _text.AsSpan(_at).TrimStart() is ['{' or '[', ..];

    /// <summary>Reads the pieces of one value up to what ends it; false where it is only an unset variable.</summary>
    private bool ReadValue(string key)
    {
        var pieces = 0;
        var unset = 0;
        var structure = false;
        while (true)
        {
            SkipBlanks();
            if (AtEnd || Current is '\n' or ',' or '}' or ']' or '#' || StartsWith("//"))
                return pieces > unset;
            if (structure && Current is not ('{' or '[' or '$'))
                throw Error(key, "a new line or a comma is missing after the value");
            pieces++;
            switch (Current)
            {
                case '{':
                    ReadObject(key);
                    structure = true;
                    break;
                case '[':
                    ReadArray(key);
                    structure = true;
                    break;
                case '"':
                    ReadQuoted(key);
                    break;
                case '$':
                    if (!ReadSubstitution(key))
                        unset++;
                    break;
                default:
                    ReadUnquoted(key);
                    break;
            }
        }
    }

    private void ReadArray(string path)
    {
        var opened = _line;
        Enter(path);
        for (var index = 0; ; index++)
        {
            SkipToNext();
            if (AtEnd)
                throw new HoconSyntaxException(opened, path, "'[' is never closed");
            if (Current == ']')
                break;
            if (Current is ',' or '}')
                throw Error(path, Current == ',' ? "',' without an entry before it" : "'}' closes nothing");
            var start = _at;
            var item = HoconPath.Item(path, index);
            var line = _line;
            var left = ReadValue(item);
            if (left)
            {
                _lines[item] = line;
            }
            else
            {
                _edits.Add((start, _at, ""));
                index--;
            }
            ReadSeparator(afterBrace: !left, ']');
        }
        _at++;
        _depth--;
    }

    /// <summary>A comma, new lines, or both. Commas that Akka's parser stumbles over become new lines.</summary>
    private void ReadSeparator(bool afterBrace, char close)
    {
        var line = _line;
        SkipToNext();
        if (Current == ',')
        {
            if (afterBrace || _line != line)
                _edits.Add((_at, _at + 1, "\n"));
            _at++;
        }
        else if (!AtEnd && _line == line && Current is not ('}' or ']'))
        {
            throw Error("", $"a new line or a comma is missing before '{Current}'");
        }
        else if (!AtEnd && Current is '}' or ']' && Current != close)
        {
            throw Error("", $"'{Current}' where '{close}' is expected");
        }
    }

    private void ReadUnquoted(string key)
    {
        while (!AtEnd && Current is not ('\n' or ',' or '}' or ']' or '#' or '"' or '$' or '{' or '[') && !StartsWith("//"))
        {
            if (Reserved.Contains(Current))
            {
                _problems.Add(new ConfigurationProblem(_file, _line, key, $"a value with '{Current}' must be in double quotes"));
                SkipLine();
                return;
            }
            _at++;
        }
    }

    private string ReadQuoted(string key)
    {
        var opened = _line;
        if (StartsWith("\"\"\""))
        {
            var end = _text.IndexOf("\"\"\"", _at + 3, StringComparison.Ordinal);
            if (end < 0)
                throw new HoconSyntaxException(opened, key, "the string (\"\"\") is never closed");
            var raw = _text[(_at + 3)..end];
            _line += raw.Count(c => c == '\n');
            _at = end + 3;
            return raw;
        }
        var start = ++_at;
        for (; Current != '"'; _at++)
        {
            if (AtEnd || Current == '\n')
                throw new HoconSyntaxException(opened, key, "the string is not closed before the end of its line");
            if (Current != '\\')
                continue;
            _at++;
            var isUnicode = Current == 'u' && _at + 4 < _text.Length && _text.Skip(_at + 1).Take(4).All(char.IsAsciiHexDigit);
            if (!isUnicode && !"\"\\/bfnrt".Contains(Current))
                throw Error(key, $"'\\{Current}' is no escape sequence; write \\\\ for a backslash");
        }
        return _text[start.._at++];
    }

    /// <summary>Reads <c>${name}</c> or <c>${?name}</c>; false where an optional variable is not set.</summary>
    private bool ReadSubstitution(string key)
    {
        var start = _at;
        var end = _text.AsSpan(_at).IndexOfAny('}', '\n');
        if (!StartsWith("${") || end < 0 || _text[_at + end] != '}')
            throw Error(key, "'$' begins a substitution, ${NAME}; put other text in double quotes");
        _at += end + 1;
        var optional = _text[start + 2] == '?';
        var name = _text[(start + (optional ? 3 : 2))..(_at - 1)].Trim();
        if (name.StartsWith("actorproxy.", StringComparison.Ordinal) || name.StartsWith("akka.", StringComparison.Ordinal))
        {
            if (optional)
                throw Error(key, $"${{?{name}}}: only an environment variable can be optional; write ${{{name}}}");
            _references.Add(new HoconReference(key, name, _line));
            return true;
        }
        var value = _environment(name);
        if (value is null && !optional)
            _problems.Add(new ConfigurationProblem(_file, _line, key, $"the environment variable {name} is not set"));
        _edits.Add((start, _at, value is null ? "" : Quote(value)));
        return value is not null || !optional;
    }

    private void CheckReferences()
    {
        foreach (var reference in _references.Where(r => !_lines.ContainsKey(r.Path)))
            _problems.Add(new ConfigurationProblem(_file, reference.Line, reference.Key, $"${{{reference.Path}}}: there is no such key",
                NearestName.Find(reference.Path, _lines.Keys)));
        foreach (var reference in HoconReference.Cycles(_references))
            _problems.Add(new ConfigurationProblem(_file, reference.Line, reference.Key, $"${{{reference.Path}}} leads back to itself"));
    }

    private string EditedText()
    {
        var text = new StringBuilder(_text);
        // An edit within another one, which leaves its key out, is part of that one.
        var outer = _edits.Distinct().Where(e => !_edits.Any(o => o != e && o.Start <= e.Start && e.End <= o.End));
        foreach (var (start, end, replacement) in outer.OrderByDescending(e => e.Start))
            text.Remove(start, end - start).Insert(start, replacement);
        return text.ToString();
    }

    private static string Quote(string value)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in value)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (char.IsControl(c))
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }

    private void SkipToNext()
    {
        for (; !AtEnd; _at++)
        {
            if (Current == '#' || StartsWith("//"))
                SkipLine();
            if (Current == '\n')
                _line++;
            else if (!char.IsWhiteSpace(Current))
                return;
        }
    }

    private void SkipBlanks()
    {
        while (!AtEnd && Current != '\n' && char.IsWhiteSpace(Current))
            _at++;
    }

    private void SkipLine()
    {
        while (!AtEnd && Current != '\n')
            _at++;
    }

    private void Enter(string path)
    {
        _at++;
        if (++_depth > MaxDepth)
            throw Error(path, $"nested deeper than {MaxDepth} levels");
    }

    private bool StartsWith(string token) => _text.AsSpan(_at).StartsWith(token, StringComparison.Ordinal);

    private HoconSyntaxException Error(string key, string message) => new(_line, key, message);
}
