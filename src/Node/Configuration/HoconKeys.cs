using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads the keys before a value: <c>a</c>, <c>a.b</c>, <c>a."b.c"</c>.</summary>
internal static class HoconKeys
{
    /// <param name="place">Of the object that they stand in.</param>
    public static List<string> Read(HoconText text, SettingPlace place)
    {
        var (keys, at) = (new List<string>(), place);
        while (true)
        {
            text.SkipBlanks();
            var key = text.Current == '"' ? text.ReadQuoted(at) : ReadUnquoted(text, at);
            keys.Add(key);
            at = at.Of(key);
            if (keys.Count > HoconReader.MaxDepth)
                throw HoconReader.TooDeep(text, place);
            text.SkipBlanks();
            if (text.Current != '.')
                return keys;
            text.Step();
        }
    }

    private static string ReadUnquoted(HoconText text, SettingPlace place)
    {
        var key = text.ReadKey();
        if (key.Length == 0)
            throw text.Error(place, text.AtEnd || text.AtComment || text.Current is '.' or '=' or ':' or '\n'
                ? "a key is missing"
                : $"a key cannot begin with '{text.Current}'; put it in double quotes");
        if (text.Current == '=' && key.EndsWith('+'))
            throw text.Error(place.Of(key.TrimEnd('+', ' ')), "+= is not supported; write the whole list");
        if (key.Any(char.IsWhiteSpace))
            throw text.Error(place, $"the key '{key}' has a space; put it in double quotes");
        return key;
    }
}
