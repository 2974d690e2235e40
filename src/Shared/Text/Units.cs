using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace ActorProxy.Shared.Text;

/// <summary>How sizes, durations and choices are written in configurations and commands.</summary>
public static partial class Units
{
    private static readonly (string Unit, long Bytes)[] Sizes = [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("B", 1)];

    private static readonly (string Unit, TimeSpan Duration)[] Durations =
    [
        ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)), ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    public static bool TryParseSize(string text, out long bytes)
    {
        bytes = 0;
        var match = SizePattern().Match(text);
        if (!match.Success || !long.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;
        var unit = Sizes.First(s => s.Unit == match.Groups[2].Value).Bytes;
        bytes = count > long.MaxValue / unit ? long.MaxValue : count * unit;
        return true;
    }

    public static string FormatSize(long bytes)
    {
        var (unit, size) = Sizes.First(s => bytes % s.Bytes == 0 && (bytes > 0 || s.Bytes == 1));
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / size}{unit}");
    }

    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var match = DurationPattern().Match(text);
        if (!match.Success || !double.TryParse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var count))
            return false;
        var ticks = count * Durations.First(d => d.Unit == match.Groups[2].Value).Duration.Ticks;
        duration = ticks >= TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : TimeSpan.FromTicks((long)ticks);
        return true;
    }

    public static string FormatDuration(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
            return "0s";
        var (unit, size) = Durations.First(d => duration.Ticks % d.Duration.Ticks == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / size.Ticks}{unit}");
    }

    /// <summary><c>PowerOfTwoChoices</c> as <c>power-of-two-choices</c>.</summary>
    public static string Keyword<T>(T value) where T : struct, Enum =>
        Keywords<T>.All.TryGetValue(value, out var keyword) ? keyword : MakeKeyword(value);

    /// <summary>The values of an enum by their keywords, in the enum's order.</summary>
    public static IReadOnlyDictionary<string, T> ByKeyword<T>() where T : struct, Enum => Keywords<T>.ByKeyword;

    private static string MakeKeyword<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return typeof(T).GetField(name)?.GetCustomAttribute<KeywordAttribute>()?.Keyword
            ?? PartStart().Replace(name, "-$0").ToLowerInvariant();
    }

    [GeneratedRegex(@"^(\d+)\s*(B|KiB|MiB|GiB)$")]
    private static partial Regex SizePattern();

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$")]
    private static partial Regex DurationPattern();

    [GeneratedRegex("(?<=.)[A-Z]")]
    private static partial Regex PartStart();

    /// <summary>Made once: a tap writes two keywords for each message.</summary>
    private static class Keywords<T> where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> All =
            Enum.GetValues<T>().Distinct().ToFrozenDictionary(value => value, MakeKeyword);

        public static readonly Dictionary<string, T> ByKeyword = Enum.GetValues<T>().ToDictionary(Keyword, StringComparer.Ordinal);
    }
}

/// <summary>How a value of an enum is written, where that is not its name in kebab case.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class KeywordAttribute(string keyword) : Attribute
{
    public string Keyword => keyword;
}
