using System.Diagnostics.CodeAnalysis;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Options;

/// <summary>How often something is looked at: <c>off</c>, <c>on</c> or a duration.</summary>
/// <param name="Period">500 ms to 1 h; null for never.</param>
public sealed record WatchInterval(TimeSpan? Period) : ISettingText<WatchInterval>
{
    private static readonly TimeSpan Min = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Max = TimeSpan.FromHours(1);

    public static WatchInterval Off { get; } = new((TimeSpan?)null);

    public static WatchInterval On { get; } = new(TimeSpan.FromSeconds(2));

    public static bool TryParse(string text, [NotNullWhen(true)] out WatchInterval? value, [NotNullWhen(false)] out string? error)
    {
        value = text switch
        {
            "off" => Off,
            "on" => On,
            _ => Units.TryParseDuration(text, out var period) && period >= Min && period <= Max ? new WatchInterval(period) : null,
        };
        error = value is null
            ? $"'{text}' is no interval; write off, on or a duration of {Units.FormatDuration(Min)} to {Units.FormatDuration(Max)}"
            : null;
        return value is not null;
    }

    public override string ToString() => this == Off ? "off" : this == On ? "on" : Units.FormatDuration(Period!.Value);
}
