namespace ActorProxy.Shared.Settings;

/// <summary>
/// Declares a setting: the property's name in kebab case is its key, its initial value the default. From this one declaration come
/// reading, writing, the reference, the schema and the docs. On a record that may be in an <see cref="IRecordSet"/> it says the key
/// under which the whole record stands; without it, the record's settings are keys of the section around.
/// </summary>
/// <param name="doc">
/// What it is for, for who writes a configuration. <c>{range}</c> stands for what is allowed; without it, that is added at the end.
/// </param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class SettingAttribute(string doc) : Attribute
{
    public string Doc => doc;

    /// <summary>Where the key is not the property's name.</summary>
    public string? Key { get; init; }

    /// <summary>What the reference shows where there is no default, as HOCON.</summary>
    public string? Example { get; init; }

    /// <summary>What is told where it is missing, as in <c>the port is missing</c>; null where it need not be there.</summary>
    public string? Required { get; init; }

    /// <summary>Whether its value is kept from anyone who looks at a configuration.</summary>
    public bool Secret { get; init; }

    /// <summary>Why a running node does not take a changed value over; null where it does.</summary>
    public string? Restart { get; init; }

    /// <summary>Whether open tunnels were built from it, so that a change concerns them.</summary>
    public bool Tunnels { get; init; }
}

/// <summary>What a setting's value may be, as it is written: whole numbers, durations (<c>100ms</c>) or sizes (<c>64KiB</c>).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BetweenAttribute(string min, string max) : Attribute
{
    public BetweenAttribute(long min, long max)
        : this(min.ToString(System.Globalization.CultureInfo.InvariantCulture),
            max.ToString(System.Globalization.CultureInfo.InvariantCulture))
    {
    }

    public string Min => min;

    public string Max => max;

    /// <summary>What 0 means, as in <c>no limit</c>, where it is allowed besides the range or means something of its own in it.</summary>
    public string? Zero { get; init; }
}

/// <summary>
/// A record, or a set of them (<see cref="IRecordSet"/>), whose settings are keys of the section around it, rather than of one of their
/// own.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InlineAttribute : Attribute;

/// <summary>The property that holds the name which the user chose for the section.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SectionNameAttribute : Attribute;

/// <summary>
/// A section that may be written as a text, which is then the value of this one key: <c>"ws://a"</c> for <c>{ url = "ws://a" }</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ShortFormAttribute(string key) : Attribute
{
    public string Key => key;
}

/// <summary>The kind of a setting whose property's type does not tell it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KindAttribute(Type kind) : Attribute
{
    public Type Kind => kind;
}
