namespace ActorProxy.Shared.Settings;

/// <summary>One setting, as <see cref="SettingAttribute"/> declares it.</summary>
public sealed class Setting
{
    private readonly SettingSlot _slot;

    internal Setting(string key, SettingAttribute declared, SettingKind kind, SettingSlot slot, object? @default)
    {
        (Key, Declared, Kind, Default) = (key, declared, kind, @default);
        _slot = slot;
    }

    public string Key { get; }

    public SettingAttribute Declared { get; }

    public SettingKind Kind { get; }

    /// <summary>Null where there is none.</summary>
    public object? Default { get; }

    /// <summary>Whether it is of a record that need not be there: leaving it out is not the same as its default.</summary>
    public bool IsOfSet => _slot is RecordSlot || Holder is RecordHolder;

    internal SettingHolder Holder => _slot.Holder;

    /// <param name="root">Of the shape's type.</param>
    public object? Get(object root) => _slot.Get(root);

    internal void Set(SettingTarget target, object? value) => _slot.Set(target, value);
}
