using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ActorProxy.Shared.Settings.Kinds;

/// <summary>Whole numbers.</summary>
/// <param name="zero">What 0 means; null where it means nothing of its own.</param>
internal sealed class WholeNumberKind(int min, int max, string? zero) : TextKind<int>
{
    public override string Range => zero is null
        ? string.Create(CultureInfo.InvariantCulture, $"{min} to {max}")
        : min > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{min} to {max}, or 0 ({zero})")
            : string.Create(CultureInfo.InvariantCulture, $"0 ({zero}) to {max}");

    protected override TextForm Form => TextForm.Number;

    public override JsonObject Schema() => new() { ["type"] = "integer", ["minimum"] = zero is null ? min : 0, ["maximum"] = max };

    protected override bool TryRead(string text, out int value, [NotNullWhen(false)] out string? error)
    {
        value = 0;
        error = null;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            error = $"'{text}' is not a whole number";
        else if ((number < min || number > max) && (number != 0 || zero is null))
            error = string.Create(CultureInfo.InvariantCulture, $"{text} is out of range; allowed is {min} to {max}");
        else
            value = (int)number;
        return error is null;
    }

    protected override string Format(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Numbers that need not be whole.</summary>
internal sealed class FractionKind(double min, double max) : TextKind<double>
{
    public override string Range => string.Create(CultureInfo.InvariantCulture, $"{min} to {max}");

    protected override TextForm Form => TextForm.Number;

    public override JsonObject Schema() => new() { ["type"] = "number", ["minimum"] = min, ["maximum"] = max };

    protected override bool TryRead(string text, out double value, [NotNullWhen(false)] out string? error)
    {
        error = !double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out value)
            ? $"'{text}' is not a number"
            : value < min || value > max
                ? string.Create(CultureInfo.InvariantCulture, $"{text} is out of range; allowed is {min} to {max}")
                : null;
        return error is null;
    }

    protected override string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary><c>true</c> or <c>false</c>; in HOCON <c>on</c>, <c>off</c>, <c>yes</c> and <c>no</c> as well.</summary>
internal sealed class FlagKind : TextKind<bool>
{
    protected override TextForm Form => TextForm.Flag;

    public override JsonObject Schema() => new() { ["type"] = "boolean" };

    protected override bool TryRead(string text, out bool value, [NotNullWhen(false)] out string? error)
    {
        value = text is "true" or "on" or "yes";
        error = value || text is "false" or "off" or "no" ? null : $"'{text}' is not true or false";
        return error is null;
    }

    protected override string Format(bool value) => value ? "true" : "false";
}
