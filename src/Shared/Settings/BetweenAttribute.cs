namespace ActorProxy.Shared.Settings;

/// <summary>What a setting's value may be, as it is written: whole numbers, durations (<c>100ms</c>) or sizes (<c>64KiB</c>).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BetweenAttribute(string min, string max) : Attribute
{
    public BetweenAttribute(long min, long max)
        : this(min.ToString(System.Globalization.CultureInfo.InvariantCulture), max.ToString(System.Globalization.CultureInfo.InvariantCulture))
    {
    }

    public string Min => min;

    public string Max => max;

    /// <summary>What 0 means, as in <c>no limit</c>, where it is allowed besides the range or means something of its own in it.</summary>
    public string? Zero { get; init; }
}
