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

    /// <summary>Whether its value is kept from whoever looks at a configuration.</summary>
    public bool Secret { get; init; }

    /// <summary>Why a running node does not take a changed value over; null where it does.</summary>
    public string? Restart { get; init; }

    /// <summary>Whether open tunnels were built from it, so that a change concerns them.</summary>
    public bool Tunnels { get; init; }
}
