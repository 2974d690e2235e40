using System.Text.RegularExpressions;
using ActorProxy.Shared.Settings;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads what a value is put together of besides objects and lists, and puts environment variables in.</summary>
/// <param name="environment">Gives the value of an environment variable, or null where it is not set.</param>
internal sealed partial class HoconParts(HoconText text, Func<string, string?> environment)
{
    /// <summary>A text, a reference, or null for a variable that is not set.</summary>
    public IHoconElement? Read(SettingPlace place) => text.Current switch
    {
        '$' => ReadSubstitution(place),
        '"' => new HoconLiteral { Value = ReadQuoted(place) },
        _ => new HoconLiteral { Value = ReadUnquoted(place) },
    };

    private string ReadUnquoted(SettingPlace place)
    {
        var read = text.ReadUnquoted();
        if (text.AtReserved && !text.AtValueEnd && text.Current is not ('"' or '$' or '{' or '['))
        {
            var words = read.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var comma = text.Current == '=' && words.Length > 1 ? $", or a comma is missing before '{words[^1]}'" : "";
            place.Problem(text.Origin, $"a value with '{text.Current}' must be in double quotes{comma}");
            text.SkipValue();
        }
        return read;
    }

    private string ReadQuoted(SettingPlace place)
    {
        var origin = text.Origin;
        var read = text.ReadQuoted(place);
        if (LooksLikeSubstitution().Match(read) is { Success: true, Value: var like })
        {
            var instead = like == read ? $"write {like} without quotes" : $"write {like} outside of the quotes, as in \"a\"{like}\"b\"";
            place.Warn(origin, $"within quotes {like} is text and stands for nothing else; {instead}, "
                + $"or \"$\"\"{like[1..]}\" where that text is meant");
        }
        return read;
    }

    /// <summary>The text of a variable, a reference, or null where an optional variable is not set.</summary>
    private IHoconElement? ReadSubstitution(SettingPlace place)
    {
        var origin = text.Origin;
        var (name, optional) = text.ReadSubstitution(place);
        if (name.StartsWith("actorproxy.", StringComparison.Ordinal) || name.StartsWith("akka.", StringComparison.Ordinal))
        {
            return optional
                ? throw text.Error(place, $"${{?{name}}}: only an environment variable can be optional; write ${{{name}}}")
                : new HoconReference(name, place, origin);
        }
        var value = environment(name);
        if (value is null && !optional)
            place.Problem(origin, $"the environment variable {name} is not set");
        return value is null && optional ? null : new HoconLiteral { Value = value ?? "" };
    }

    [GeneratedRegex("""\$\{\??[A-Za-z_][A-Za-z0-9_.\-]*\}""")]
    private static partial Regex LooksLikeSubstitution();
}
