using System.Globalization;
using System.Text;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Configuration;

/// <summary>A HOCON text and a place in it. Every step goes forward, so that whatever reads by it comes to an end.</summary>
/// <param name="file">Which it stands in.</param>
internal sealed class HoconText(string text, string file)
{
    /// <summary>What stands in no unquoted text.</summary>
    private const string Reserved = "$\"{}[]:=,#`^?!@*&\\";

    private int _at;

    /// <summary>From 1 on.</summary>
    public int Line { get; private set; } = 1;

    public SettingOrigin Origin => new(file, Line);

    public bool AtEnd => _at >= text.Length;

    /// <summary>NUL at the end, where <see cref="AtEnd"/> tells it from one that is written.</summary>
    public char Current => AtEnd ? '\0' : text[_at];

    public bool AtComment => Current == '#' || StartsWith("//");

    /// <summary>Whether there is nothing more of a value.</summary>
    public bool AtValueEnd => AtEnd || AtComment || Current is '\n' or ',' or '}' or ']';

    public bool AtReserved => !AtEnd && Reserved.Contains(Current);

    /// <summary>Whether the next thing that is no white space, on whichever line, opens an object or a list.</summary>
    public bool NextIsBrace => text.AsSpan(_at).TrimStart() is ['{' or '[', ..];

    public bool StartsWith(string token) => text.AsSpan(_at).StartsWith(token, StringComparison.Ordinal);

    /// <summary>The first character of this line that is no white space, from so many characters ahead on; NUL at the text's end.</summary>
    public char After(int ahead)
    {
        var rest = text.AsSpan(Math.Min(_at + ahead, text.Length));
        foreach (var c in rest)
            if (c == '\n' || !char.IsWhiteSpace(c))
                return c;
        return '\0';
    }

    /// <summary>Whether the character so far ahead is one of ASCII's letters.</summary>
    public bool IsLetter(int ahead) => _at + ahead < text.Length && char.IsAsciiLetter(text[_at + ahead]);

    /// <summary>Over a token, where it is the next thing.</summary>
    public bool TryStep(string token)
    {
        var isNext = StartsWith(token);
        _at += isNext ? token.Length : 0;
        return isNext;
    }

    /// <summary>Over one character that is no line's end.</summary>
    public void Step() => _at++;

    /// <summary>Over white space, new lines and comments.</summary>
    public void SkipToNext()
    {
        for (; !AtEnd; _at++)
        {
            if (AtComment)
                SkipLine();
            if (Current == '\n')
                Line++;
            else if (!char.IsWhiteSpace(Current))
                return;
        }
    }

    /// <summary>Over white space of this line, which it gives.</summary>
    public string SkipBlanks() => While(c => c != '\n' && char.IsWhiteSpace(c));

    public void SkipLine() => While(c => c != '\n');

    /// <summary>Over the rest of a value that cannot be read, so that what it stands in is still closed where its line closes it.</summary>
    public void SkipValue()
    {
        var depth = 0;
        While(c => c switch
        {
            '\n' or '#' => false,
            '{' or '[' => ++depth > 0,
            '}' or ']' => depth-- > 0,
            _ => c != ',' || depth > 0,
        });
    }

    /// <summary>Up to a dot, a line's end, a comment or what is reserved, without white space around it.</summary>
    public string ReadKey() => ReadUntil(c => c is '.' or '\n').Trim();

    /// <summary>Up to a line's end, a comment or what is reserved.</summary>
    public string ReadUnquoted() => ReadUntil(c => c == '\n');

    /// <summary>Letters, digits and hyphens of ASCII.</summary>
    public string ReadKeyword() => While(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>Reads <c>"x"</c> or <c>"""x"""</c>, and gives what it stands for.</summary>
    /// <param name="place">For the error.</param>
    /// <exception cref="HoconSyntaxException">It is not closed, or has an escape sequence that is none.</exception>
    public string ReadQuoted(SettingPlace place) => StartsWith("\"\"\"") ? ReadRaw(place) : ReadEscaped(place);

    /// <summary>Reads <c>${name}</c> or <c>${?name}</c>.</summary>
    /// <exception cref="HoconSyntaxException">It is not closed in its line.</exception>
    public (string Name, bool Optional) ReadSubstitution(SettingPlace place)
    {
        var end = text.AsSpan(_at).IndexOfAny('}', '\n');
        if (!StartsWith("${") || end < 0 || text[_at + end] != '}')
            throw Error(place, "'$' begins a substitution, ${NAME}; put other text in double quotes");
        var optional = text[_at + 2] == '?';
        var name = text[(_at + (optional ? 3 : 2))..(_at + end)].Trim();
        _at += end + 1;
        return (name, optional);
    }

    public HoconSyntaxException Error(SettingPlace place, string message) => new(Origin, place, message);

    private string ReadRaw(SettingPlace place)
    {
        var end = text.IndexOf("\"\"\"", _at + 3, StringComparison.Ordinal);
        if (end < 0)
            throw Error(place, "the string (\"\"\") is never closed");
        var raw = text[(_at + 3)..end];
        Line += raw.Count(c => c == '\n');
        _at = end + 3;
        return raw;
    }

    private string ReadEscaped(SettingPlace place)
    {
        var read = new StringBuilder();
        for (_at++; Current != '"'; _at++)
        {
            if (AtEnd || Current == '\n')
                throw Error(place, "the string is not closed before the end of its line");
            read.Append(Current == '\\' ? ReadEscape(place) : Current);
        }
        _at++;
        return read.ToString();
    }

    /// <summary>From the backslash to the sequence's last character.</summary>
    private char ReadEscape(SettingPlace place)
    {
        _at++;
        if (Current == 'u' && _at + 4 < text.Length && ushort.TryParse(
            text.AsSpan(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            _at += 4;
            return (char)code;
        }
        return Current switch
        {
            '"' or '\\' or '/' => Current,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '\0' or '\n' => throw Error(place, "the string is not closed before the end of its line"),
            var other => throw Error(place, $"'\\{other}' is no escape sequence; write \\\\ for a backslash"),
        };
    }

    private string ReadUntil(Func<char, bool> end)
    {
        var start = _at;
        while (!AtEnd && !AtReserved && !end(Current) && !StartsWith("//"))
            _at++;
        return text[start.._at];
    }

    private string While(Func<char, bool> take)
    {
        var start = _at;
        while (!AtEnd && take(Current))
            _at++;
        return text[start.._at];
    }
}
