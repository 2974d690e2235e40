using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Configuration;

/// <summary>What is said of files that an <c>include</c> names and that are not there.</summary>
internal enum IncludeNeed
{
    /// <summary>A file must be there; a pattern without one is warned of.</summary>
    Usual,

    /// <summary>There must be one, be it by a pattern.</summary>
    Required,

    /// <summary>Nothing is said.</summary>
    Optional,
}

/// <summary><c>include "x.conf"</c>, in the place of a key with its value.</summary>
/// <param name="Name">A file or a pattern of files, as it is written.</param>
/// <param name="Origin">Where it stands.</param>
/// <param name="Place">The object that it adds to.</param>
internal sealed record HoconInclude(string Name, IncludeNeed Need, SettingOrigin Origin, SettingPlace Place)
{
    private const string Keyword = "include";

    private const string Usage = "include takes a file's name in double quotes, as in include \"routes.d/*.conf\", "
        + "include required(\"x.conf\") or include optional(\"x.conf\")";

    /// <summary>Whether the next entry is one: a key of that name has a value, or keys below it.</summary>
    public static bool IsNext(HoconText text) =>
        text.StartsWith(Keyword) && text.After(Keyword.Length) is var next
            && (next is '"' or '(' || (char.IsAsciiLetter(next) && !text.IsLetter(Keyword.Length)));

    public static HoconInclude Read(HoconText text, SettingPlace place)
    {
        var origin = text.Origin;
        text.TryStep(Keyword);
        var (need, brackets) = (IncludeNeed.Usual, 0);
        for (text.SkipBlanks(); text.Current != '"'; text.SkipBlanks())
        {
            var keyword = text.ReadKeyword();
            text.SkipBlanks();
            if (!text.TryStep("("))
                throw text.Error(place, Usage);
            need = (keyword, brackets++) switch
            {
                ("required", 0) => IncludeNeed.Required,
                ("optional", 0) => IncludeNeed.Optional,
                ("file", < 2) => need,
                ("url" or "classpath" or "package", _) =>
                    throw text.Error(place, $"include {keyword}(...) is not supported; files can be included"),
                _ => throw text.Error(place, Usage),
            };
        }
        var name = text.ReadQuoted(place);
        for (; brackets > 0; brackets--)
        {
            text.SkipBlanks();
            if (!text.TryStep(")"))
                throw text.Error(place, "include: ')' is missing behind the name");
        }
        if (name.Length == 0 || name.Contains('\0'))
            throw text.Error(place, Usage);
        return new HoconInclude(name, need, origin, place);
    }

    public void Problem(string message) => Place.Problem(Origin, $"{Keyword}: {message}");

    public void Warn(string message) => Place.Warn(Origin, $"{Keyword}: {message}");
}
