using System.Globalization;
using System.Net;
using ActorProxy.Shared.Text;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>
/// One object of a configuration, read by typed questions. A wrong value is reported and answered with the default, so
/// that one pass finds every problem. What was never asked for is unknown: <see cref="Close"/> reports it.
/// </summary>
internal sealed class HoconSection(HoconObject? values, string path, ProblemReport report)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public string Path => path;

    public IEnumerable<string> Keys => values?.Items.Keys ?? Enumerable.Empty<string>();

    public bool Has(string key) => Find(key) is not null;

    public string PathOf(string key) => HoconPath.Append(path, key);

    public void Problem(string key, string message, string? suggestion = null) => report.Add(PathOf(key), message, suggestion);

    public void Warn(string key, string message) => report.Warn(PathOf(key), message);

    public void ProblemAt(string fullPath, string message, string? suggestion = null) => report.Add(fullPath, message, suggestion);

    /// <summary>A part of this object; empty where it is missing.</summary>
    public HoconSection Section(string key)
    {
        var value = Find(key);
        if (value is not null && !value.IsObject())
            Problem(key, "is not an object, { ... }");
        return new HoconSection(value?.IsObject() == true ? value.GetObject() : null, PathOf(key), report);
    }

    /// <summary>The parts of an object whose keys are names that the user chooses.</summary>
    public IEnumerable<(string Name, HoconSection Section)> Named(string key)
    {
        var named = Section(key);
        return named.Keys.Select(name => (name, named.Section(name)));
    }

    /// <summary>All texts of an object whose keys are names that the user chooses.</summary>
    public IEnumerable<(string Name, string Text)> Texts(string key)
    {
        var named = Section(key);
        foreach (var name in named.Keys)
            if (named.Text(name) is { } text)
                yield return (name, text);
    }

    public string? Text(string key)
    {
        var value = Find(key);
        if (value is null)
            return null;
        if (TryText(value) is { } text)
            return text;
        Problem(key, "is not a text");
        return null;
    }

    public bool Flag(string key, bool fallback)
    {
        switch (Text(key))
        {
            case null:
                return fallback;
            case "true" or "on" or "yes":
                return true;
            case "false" or "off" or "no":
                return false;
            case var text:
                Problem(key, $"'{text}' is not true or false");
                return fallback;
        }
    }

    public int Number(string key, int fallback, int min, int max)
    {
        if (Text(key) is not { } text)
            return fallback;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            Problem(key, $"'{text}' is not a whole number");
        else if (number < min || number > max)
            Problem(key, $"{text} is out of range; allowed is {min} to {max}");
        else
            return (int)number;
        return fallback;
    }

    /// <summary>A number that need not be whole.</summary>
    public double Fraction(string key, double fallback, double min, double max)
    {
        if (Text(key) is not { } text)
            return fallback;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            Problem(key, $"'{text}' is not a number");
        else if (number < min || number > max)
            Problem(key, string.Create(CultureInfo.InvariantCulture, $"{text} is out of range; allowed is {min} to {max}"));
        else
            return number;
        return fallback;
    }

    /// <summary>A number of bytes.</summary>
    public int Size(string key, int fallback, int min, int max) => (int)Size(key, (long)fallback, min, max);

    public long Size(string key, long fallback, long min, long max)
    {
        if (Text(key) is not { } text)
            return fallback;
        if (!Units.TryParseSize(text, out var bytes))
            Problem(key, $"'{text}' is not a size; write a whole number with a unit: B, KiB, MiB or GiB");
        else if (bytes < min || bytes > max)
            Problem(key, $"{text} is out of range; allowed is {Units.FormatSize(min)} to {Units.FormatSize(max)}");
        else
            return bytes;
        return fallback;
    }

    /// <param name="zero">Whether 0 is allowed besides the range.</param>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan min, TimeSpan max, bool zero = false)
    {
        if (Text(key) is not { } text)
            return fallback;
        if (!Units.TryParseDuration(text, out var duration))
            Problem(key, $"'{text}' is not a duration; write a number with a unit: ms, s, m, h or d");
        else if ((duration < min || duration > max) && !(zero && duration == TimeSpan.Zero))
            Problem(key, $"{text} is out of range; allowed is {(zero && min > TimeSpan.Zero ? "0s, or " : "")}{Units.FormatDuration(min)} to {Units.FormatDuration(max)}");
        else
            return duration;
        return fallback;
    }

    /// <summary>An IP address, as <see cref="AddressText"/> reads it.</summary>
    public IPAddress Address(string key, IPAddress fallback)
    {
        if (Text(key) is not { } text)
            return fallback;
        if (AddressText.TryParse(text, out var address))
            return address;
        Problem(key, $"'{text}' is no IP address; write one as in 127.0.0.1, or 0.0.0.0 for all of IPv4, or :: for all of IPv6 and IPv4");
        return fallback;
    }

    /// <summary>One of the words that an enum's values are in kebab case: <c>round-robin</c>.</summary>
    public T Choice<T>(string key, T fallback) where T : struct, Enum
    {
        if (Text(key) is not { } text)
            return fallback;
        foreach (var value in Enum.GetValues<T>())
            if (Units.Word(value) == text)
                return value;
        var words = Enum.GetValues<T>().Select(v => Units.Word(v)).ToList();
        Problem(key, $"'{text}' is none of {string.Join(", ", words)}", report.Suggest(text, words));
        return fallback;
    }

    /// <summary>A list of texts, each with its own path for problems.</summary>
    public IEnumerable<(string Path, string Text)> List(string key)
    {
        foreach (var (item, text, section) in Items(key))
        {
            if (text is not null)
                yield return (item, text);
            else if (section is not null)
                report.Add(item, "is not a text");
        }
    }

    /// <summary>A list of texts and objects.</summary>
    public IEnumerable<(string Path, string? Text, HoconSection? Section)> Items(string key)
    {
        var value = Find(key);
        if (value is null)
            yield break;
        if (!IsList(value))
        {
            Problem(key, "is not a list, [ ... ]");
            yield break;
        }
        var index = 0;
        foreach (var item in value.GetArray())
        {
            var itemPath = HoconPath.Item(PathOf(key), index++);
            if (item.IsObject())
                yield return (itemPath, null, new HoconSection(item.GetObject(), itemPath, report));
            else if (TryText(item) is { } text)
                yield return (itemPath, text, null);
            else
                report.Add(itemPath, "is neither a text nor an object");
        }
    }

    /// <summary>Reports the keys that nobody asked for.</summary>
    public void Close()
    {
        foreach (var key in Keys.Where(k => !_asked.Contains(k)))
            Problem(key, "unknown key", report.Suggest(key, _asked));
    }

    private HoconValue? Find(string key)
    {
        _asked.Add(key);
        report.KnownKeys.Add(PathOf(key));
        return values?.Items.GetValueOrDefault(key);
    }

    // HoconValue.IsArray is false for an empty one.
    private static bool IsList(HoconValue value) => value.Values.Any(v => v.IsArray());

    private static string? TryText(HoconValue value) =>
        !value.IsObject() && !IsList(value) && value.IsString() ? value.GetString() : null;
}
