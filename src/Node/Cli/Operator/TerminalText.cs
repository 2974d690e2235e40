using System.Globalization;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Cli.Operator;

/// <summary>Values of rows as people read them.</summary>
internal static class TerminalText
{
    private static readonly string[] Sizes = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    public static bool IsNumber(ColumnUnit unit) =>
        unit is ColumnUnit.Count or ColumnUnit.Bytes or ColumnUnit.BytesPerSecond or ColumnUnit.PerSecond or ColumnUnit.Milliseconds;

    /// <summary><c>1.2 MiB</c>, <c>3h 12m</c>; a value that is missing is <c>-</c>.</summary>
    public static string Of(JsonNode? value, ColumnUnit unit)
    {
        if (value is not JsonValue known)
            return value is null ? "-" : PlainText.Of(value.ToJsonString());
        if (known.TryGetValue<bool>(out var flag))
            return flag ? "yes" : "no";
        if (known.TryGetValue<double>(out var number))
            return unit switch
            {
                ColumnUnit.Bytes => Size(number),
                ColumnUnit.BytesPerSecond => $"{Size(number)}/s",
                ColumnUnit.PerSecond => string.Create(CultureInfo.InvariantCulture, $"{number:0.#}/s"),
                ColumnUnit.Milliseconds => Age(number),
                _ => number.ToString(CultureInfo.InvariantCulture),
            };
        var text = known.ToString();
        return unit == ColumnUnit.Time ? Time(text) : text.Length == 0 ? "-" : PlainText.Of(text);
    }

    /// <summary>Bytes with three digits or so.</summary>
    public static string Size(double bytes)
    {
        var unit = 0;
        for (; Math.Abs(bytes) >= 1024 && unit < Sizes.Length - 1; unit++)
            bytes /= 1024;
        return unit == 0 || bytes >= 100
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes:0} {Sizes[unit]}")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes:0.0} {Sizes[unit]}");
    }

    /// <summary>A time span in its two largest units.</summary>
    public static string Age(double milliseconds)
    {
        if (milliseconds < 1000)
            return string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0}ms");
        var span = TimeSpan.FromMilliseconds(Math.Min(milliseconds, TimeSpan.MaxValue.TotalMilliseconds / 2));
        return span switch
        {
            { TotalMinutes: < 1 } => $"{span.Seconds}s",
            { TotalHours: < 1 } => $"{span.Minutes}m {span.Seconds}s",
            { TotalDays: < 1 } => $"{span.Hours}h {span.Minutes}m",
            _ => $"{(int)span.TotalDays}d {span.Hours}h",
        };
    }

    private static string Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time.UtcDateTime.ToString(time.Millisecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)
        : PlainText.Of(text);
}
