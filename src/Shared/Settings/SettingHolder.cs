using System.Reflection;

namespace ActorProxy.Shared.Settings;

/// <summary>Which of a section's records has a setting: the section's own, or one whose settings stand among its own.</summary>
internal abstract class SettingHolder
{
    /// <summary>The record that the section is read into.</summary>
    public static readonly SettingHolder Root = new RootHolder();

    /// <summary>Whether the record need not be there.</summary>
    public abstract bool IsOptional { get; }

    /// <summary>Null where the record is not there.</summary>
    public abstract object? Get(object root);

    /// <summary>Puts a record of the target's own into its place: one with defaults, or a copy of what is there.</summary>
    public abstract object Make(SettingTarget target);

    private sealed class RootHolder : SettingHolder
    {
        public override bool IsOptional => false;

        public override object Get(object root) => root;

        public override object Make(SettingTarget target) => target.Root;
    }
}

/// <summary>A record in a property of another one, by <see cref="InlineAttribute"/>.</summary>
internal sealed class InlineHolder(SettingHolder around, PropertyInfo property, bool isOptional) : SettingHolder
{
    public override bool IsOptional => isOptional;

    public override object? Get(object root) => around.Get(root) is { } owner ? property.GetValue(owner) : null;

    public override object Make(SettingTarget target)
    {
        var made = target.IsCopy && Get(target.Root) is { } record
            ? SettingTarget.Clone(record)
            : Activator.CreateInstance(property.PropertyType)!;
        property.SetValue(target.Of(around), made);
        return made;
    }
}

/// <summary>A record in the set that a property is, by <see cref="InlineAttribute"/>.</summary>
internal sealed class RecordHolder(SettingHolder around, PropertyInfo set, Type record) : SettingHolder
{
    private readonly object _default = Activator.CreateInstance(record)!;

    public override bool IsOptional => true;

    public override object? Get(object root) => around.Get(root) is { } owner ? ((IRecordSet?)set.GetValue(owner))?.Find(record) : null;

    public override object Make(SettingTarget target)
    {
        var made = target.IsCopy && Get(target.Root) is { } there ? SettingTarget.Clone(there) : Activator.CreateInstance(record)!;
        var owner = target.Of(around);
        set.SetValue(owner, ((IRecordSet)set.GetValue(owner)!).With(made));
        return made;
    }

    /// <summary>Whether the record is there, and none of its settings differs from its default.</summary>
    public bool IsDefault(object root) => _default.Equals(Get(root));
}

/// <summary>What a section is read into. What is shared, as defaults are, is replaced before it is changed.</summary>
internal sealed class SettingTarget(object root)
{
    private Dictionary<SettingHolder, object>? _made;

    public object Root => root;

    /// <summary>Whether what it is not told stays as it was in another record.</summary>
    public bool IsCopy { get; private init; }

    /// <summary>A copy of a record, to change some of its settings.</summary>
    public static SettingTarget CopyOf(object record) => new(Clone(record)) { IsCopy = true };

    /// <summary>As <c>with</c> does it, with what is in no setting, too.</summary>
    public static object Clone(object record) => record.GetType().GetMethod("<Clone>$")!.Invoke(record, [])!;

    public object Of(SettingHolder holder)
    {
        if (holder == SettingHolder.Root)
            return root;
        _made ??= [];
        if (!_made.TryGetValue(holder, out var record))
            _made.Add(holder, record = holder.Make(this));
        return record;
    }
}
