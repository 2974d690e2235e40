using System.Reflection;

namespace ActorProxy.Shared.Settings;

/// <summary>Where the value of a setting is.</summary>
internal abstract class SettingSlot(SettingHolder holder)
{
    public SettingHolder Holder => holder;

    /// <summary>Null where it is not there.</summary>
    public object? Get(object root) => holder.Get(root) is { } owner ? Of(owner) : null;

    public void Set(SettingTarget target, object? value) => Put(target.Of(holder), value);

    protected abstract object? Of(object owner);

    protected abstract void Put(object owner, object? value);
}

/// <summary>In a property of a record.</summary>
internal sealed class PropertySlot(SettingHolder holder, PropertyInfo property) : SettingSlot(holder)
{
    protected override object? Of(object owner) => property.GetValue(owner);

    protected override void Put(object owner, object? value) => property.SetValue(owner, value);
}

/// <summary>A whole record in the set that a property is.</summary>
internal sealed class RecordSlot(SettingHolder holder, PropertyInfo set, Type record) : SettingSlot(holder)
{
    protected override object? Of(object owner) => ((IRecordSet?)set.GetValue(owner))?.Find(record);

    protected override void Put(object owner, object? value) => set.SetValue(owner, ((IRecordSet)set.GetValue(owner)!).With(value!));
}
