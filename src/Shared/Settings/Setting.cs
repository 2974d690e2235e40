using System.Reflection;

namespace ActorProxy.Shared.Settings;

/// <summary>One setting, as <see cref="SettingAttribute"/> declares it.</summary>
public sealed class Setting
{
    private readonly PropertyInfo _property;

    internal Setting(string key, SettingAttribute declared, SettingKind kind, PropertyInfo property, SettingHolder holder, object? @default)
    {
        (Key, Declared, Kind, Default) = (key, declared, kind, @default);
        (_property, Holder) = (property, holder);
    }

    public string Key { get; }

    public SettingAttribute Declared { get; }

    public SettingKind Kind { get; }

    /// <summary>Null where there is none.</summary>
    public object? Default { get; }

    internal SettingHolder Holder { get; }

    /// <param name="root">Of the shape's type.</param>
    public object? Get(object root) => Holder.Get(root) is { } owner ? _property.GetValue(owner) : null;

    internal void Set(SettingTarget target, object? value) => _property.SetValue(target.Of(Holder), value);
}
