using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Pbm;

/// <summary>One value of a row, for people.</summary>
internal static class PbmCell
{
    private static readonly string[] Sizes = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>One line, and never empty: columns have no lines between them.</summary>
    public static string Format(ColumnUnit unit, JsonNode? value)
    {
        var text = value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "",
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.Number => Number(unit, double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)),
            _ => value.ToJsonString(),
        };
        return text.Length == 0 ? "-" : PbmText.Printable(text).Replace('\n', '\uFFFD');
    }

    private static string Number(ColumnUnit unit, double number) => unit switch
    {
        ColumnUnit.Bytes => Size(number),
        ColumnUnit.BytesPerSecond => $"{Size(number)}/s",
        ColumnUnit.PerSecond => $"{Short(number)}/s",
        ColumnUnit.Milliseconds => Duration(number),
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < Sizes.Length - 1; unit++)
            bytes /= 1024;
        return Short(bytes) + Sizes[unit];
    }

    /// <summary>The two largest units: 350ms, 4.2s, 5m10s, 3h20m, 2d4h.</summary>
    private static string Duration(double milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        return time switch
        {
            { TotalSeconds: < 1 } => $"{Short(milliseconds)}ms",
            { TotalMinutes: < 1 } => $"{Short(time.TotalSeconds)}s",
            { TotalHours: < 1 } => $"{time.Minutes}m{time.Seconds}s",
            { TotalDays: < 1 } => $"{time.Hours}h{time.Minutes}m",
            _ => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalDays}d{time.Hours}h"),
        };
    }

    /// <summary>Cut, not rounded, to one decimal: 59.96 s are not 60.</summary>
    private static string Short(double number) => (Math.Floor(number * 10) / 10).ToString("0.#", CultureInfo.InvariantCulture);
}
