namespace ActorProxy.Shared.Settings;

/// <summary>The kind of a setting whose property's type does not tell it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KindAttribute(Type kind) : Attribute
{
    public Type Kind => kind;
}
