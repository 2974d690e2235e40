using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Settings.Kinds;

/// <summary>Durations, as in <c>1.5s</c>.</summary>
/// <param name="zero">What 0s means besides the range, or null.</param>
internal sealed class DurationKind(TimeSpan min, TimeSpan max, string? zero) : TextKind<TimeSpan>
{
    private readonly string _range = $"{Units.FormatDuration(min)} to {Units.FormatDuration(max)}";

    public override string Range => zero is null ? _range : $"{_range}, or 0s ({zero})";

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = @"^\d+(\.\d+)?\s*(ms|s|m|h|d)$" };

    protected override bool TryRead(string text, out TimeSpan value, [NotNullWhen(false)] out string? error)
    {
        error = null;
        if (!Units.TryParseDuration(text, out value))
            error = $"'{text}' is not a duration; write a number with a unit: ms, s, m, h or d";
        else if ((value < min || value > max) && (zero is null || value != TimeSpan.Zero))
            error = $"{text} is out of range; allowed is {(zero is null || min == TimeSpan.Zero ? "" : "0s, or ")}{_range}";
        return error is null;
    }

    protected override string Format(TimeSpan value) => Units.FormatDuration(value);
}

/// <summary>Numbers of bytes, as in <c>64KiB</c>.</summary>
internal sealed class SizeKind<T>(long min, long max, string? zero) : TextKind<T>
    where T : struct, IBinaryInteger<T>
{
    private readonly string _range = $"{Units.FormatSize(min)} to {Units.FormatSize(max)}";

    public override string Range => zero is null ? _range : $"0B ({zero}) to {Units.FormatSize(max)}";

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = @"^\d+\s*(B|KiB|MiB|GiB)$" };

    protected override bool TryRead(string text, out T value, [NotNullWhen(false)] out string? error)
    {
        (value, error) = (default, null);
        if (!Units.TryParseSize(text, out var bytes))
            error = $"'{text}' is not a size; write a whole number with a unit: B, KiB, MiB or GiB";
        else if (bytes < min || bytes > max)
            error = $"{text} is out of range; allowed is {_range}";
        else
            value = T.CreateChecked(bytes);
        return error is null;
    }

    protected override string Format(T value) => Units.FormatSize(long.CreateChecked(value));
}
