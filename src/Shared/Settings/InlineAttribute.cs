namespace ActorProxy.Shared.Settings;

/// <summary>A record, or a set of them (<see cref="IRecordSet"/>), whose settings are keys of the section around it, rather than of one of their own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InlineAttribute : Attribute;

/// <summary>The property that holds the name which the user chose for the section.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SectionNameAttribute : Attribute;

/// <summary>A section that may be written as a text, which is then the value of this one key: <c>"ws://a"</c> for <c>{ url = "ws://a" }</c>.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ShortFormAttribute(string key) : Attribute
{
    public string Key => key;
}
