using ActorProxy.Shared.Settings;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>
/// Reads HOCON into Akka's values, with the line of each, and puts environment variables in. Akka's own parser never sees
/// a file: there are texts at which it does not go on, and others of which it drops a part silently.
/// A <c>${?NAME}</c> that is all of a value and not set leaves the key out, as if its line were not there.
/// </summary>
internal sealed class HoconReader
{
    /// <summary>
    /// Of keys and lists in one another; what reads the values calls itself that often. ActorProxy's own keys are 6 deep, Akka's 9.
    /// </summary>
    public const int MaxDepth = 64;

    private readonly HoconSource _source;
    private readonly HoconText _text;
    private readonly Func<string, string?> _environment;
    private readonly HoconIncludes _includes;
    private readonly HoconValues _values;
    private readonly SettingPlace _top;
    private int _depth;

    /// <param name="source">What the text is from.</param>
    /// <param name="top">Of the object that the text's keys belong to.</param>
    /// <param name="depth">Of that object.</param>
    private HoconReader(
        HoconSource source, string text, Func<string, string?> environment, HoconIncludes includes, SettingPlace top, int depth)
    {
        (_source, _environment, _includes, _top, _depth) = (source, environment, includes, top, depth);
        _text = new HoconText(text.TrimStart('\uFEFF').ReplaceLineEndings("\n"), source.File);
        _values = new HoconValues(_text, new HoconParts(_text, environment), this);
    }

    /// <param name="environment">Gives the value of an environment variable, or null where it is not set.</param>
    /// <param name="files">What can be included; null where nothing can.</param>
    public static HoconDocument Read(string text, string file, Func<string, string?> environment, IHoconFiles? files = null)
    {
        var (root, report) = (new HoconObject(), new SettingReport());
        var includes = new HoconIncludes(files, text.Length);
        new HoconReader(new HoconSource(file, null), text, environment, includes, SettingPlace.At("", report), depth: 0).Read(root);
        if (includes.IsWhole)
            HoconResolver.Resolve(root);
        return new HoconDocument(root, new SettingOrigin(file, 1), report);
    }

    internal static HoconSyntaxException TooDeep(HoconText text, SettingPlace place) =>
        text.Error(place, $"nested deeper than {MaxDepth} levels");

    /// <summary>Adds what the text says to an object. After an error of syntax, which is reported, the rest is left out.</summary>
    private void Read(HoconObject root)
    {
        try
        {
            ReadRoot(root);
        }
        catch (HoconSyntaxException error)
        {
            error.Report();
            _includes.IsWhole = false;
        }
    }

    private void ReadRoot(HoconObject root)
    {
        _text.SkipToNext();
        if (_text.Current == '[')
            throw _text.Error(_top, "the top level is an object, not a list");
        if (_text.Current == '{')
            HoconNode.Merge(root, ReadObject(_top));
        ReadEntries(root, _top, opened: null);
    }

    internal HoconObject ReadObject(SettingPlace place)
    {
        var read = new HoconObject();
        var opened = _text.Origin;
        _text.Step();
        ReadEntries(read, place, opened);
        _text.Step();
        return read;
    }

    /// <summary>Reads up to the closing brace, or at the top level (<paramref name="opened"/> null) up to the end.</summary>
    private void ReadEntries(HoconObject into, SettingPlace place, SettingOrigin? opened)
    {
        while (true)
        {
            _text.SkipToNext();
            if (_text.AtEnd)
            {
                if (opened is { } origin)
                    throw new HoconSyntaxException(origin, place, "'{' is never closed");
                return;
            }
            if (_text.Current == '}' && opened is not null)
                return;
            if (_text.Current is '}' or ']')
                throw _text.Error(place, $"'{_text.Current}' closes nothing");
            if (_text.Current == ',')
                throw _text.Error(place, "',' without an entry before it");
            if (HoconInclude.IsNext(_text))
                Include(into, place);
            else
                ReadEntry(into, place);
            ReadSeparator('}');
        }
    }

    /// <summary>Reads files as if their texts stood here.</summary>
    private void Include(HoconObject into, SettingPlace place)
    {
        foreach (var (source, text) in _includes.Read(HoconInclude.Read(_text, place), _source))
            new HoconReader(source, text, _environment, _includes, place, _depth).Read(into);
    }

    private void ReadEntry(HoconObject into, SettingPlace parent)
    {
        var origin = _text.Origin;
        var place = parent;
        var target = into;
        var keys = HoconKeys.Read(_text, parent);
        foreach (var key in keys)
            place = place.Of(key);
        Enter(keys.Count, place);
        if (ReadEntryValue(place, origin) is { } value)
        {
            foreach (var key in keys.SkipLast(1))
                target = Inner(target, key, origin);
            target.Items[keys[^1]] = HoconNode.Later(target.Items.GetValueOrDefault(keys[^1]), value);
        }
        Leave(keys.Count);
    }

    /// <summary>The object at the key, to add to; a new one where there is none.</summary>
    private static HoconObject Inner(HoconObject outer, string key, SettingOrigin origin)
    {
        var before = outer.Items.GetValueOrDefault(key) as HoconNode;
        var node = new HoconNode(before?.Origin ?? origin);
        node.Add(new HoconObject());
        node = HoconNode.Later(before, node);
        outer.Items[key] = node;
        return (HoconObject)node.Values[^1];
    }

    /// <summary>Reads from behind the key; null where an unset variable leaves the key out.</summary>
    private HoconNode? ReadEntryValue(SettingPlace place, SettingOrigin origin)
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
            throw _text.Error(place, _text.AtValueEnd ? "the key has no value" : $"'=' or '{{' is missing before '{_text.Current}'");
        }
        if (_text.AtValueEnd)
            throw new HoconSyntaxException(origin, place, "the key has no value");
        return _values.Read(place, origin);
    }

    /// <summary>A comma, new lines, or both.</summary>
    internal void ReadSeparator(char close)
    {
        var line = _text.Line;
        _text.SkipToNext();
        if (_text.Current == ',')
            _text.Step();
        else if (!_text.AtEnd && _text.Line == line && _text.Current is not ('}' or ']'))
            throw _text.Error(_top, $"a new line or a comma is missing before '{_text.Current}'");
        else if (!_text.AtEnd && _text.Current is '}' or ']' && _text.Current != close)
            throw _text.Error(_top, $"'{_text.Current}' where '{close}' is expected");
    }

    internal void Enter(int levels, SettingPlace place)
    {
        _depth += levels;
        if (_depth > MaxDepth)
            throw TooDeep(_text, place);
    }

    internal void Leave(int levels) => _depth -= levels;
}
