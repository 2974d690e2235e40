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

    private sealed class RootHolder : SettingHolder
    {
        public override bool IsOptional => false;

        public override object Get(object root) => root;
    }
}

/// <summary>A record in a property of another one, by <see cref="InlineAttribute"/>.</summary>
internal sealed class InlineHolder(SettingHolder around, PropertyInfo property, bool isOptional) : SettingHolder
{
    public override bool IsOptional => isOptional;

    public override object? Get(object root) => around.Get(root) is { } owner ? property.GetValue(owner) : null;

    /// <summary>Puts a record of the target's own into its place: one with defaults, or a copy of what is there.</summary>
    public object Make(SettingTarget target)
    {
        var made = target.IsCopy && Get(target.Root) is { } record ? SettingTarget.Clone(record) : Activator.CreateInstance(property.PropertyType)!;
        property.SetValue(target.Of(around), made);
        return made;
    }
}

/// <summary>What a section is read into. What is shared, as defaults are, is replaced before it is changed.</summary>
internal sealed class SettingTarget(object root)
{
    private Dictionary<InlineHolder, object>? _made;

    public object Root => root;

    /// <summary>Whether what it is not told stays as it was in another record.</summary>
    public bool IsCopy { get; private init; }

    /// <summary>A copy of a record, to change some of its settings.</summary>
    public static SettingTarget CopyOf(object record) => new(Clone(record)) { IsCopy = true };

    /// <summary>As <c>with</c> does it, with what is in no setting, too.</summary>
    public static object Clone(object record) => record.GetType().GetMethod("<Clone>$")!.Invoke(record, [])!;

    public object Of(SettingHolder holder)
    {
        if (holder is not InlineHolder inline)
            return root;
        _made ??= [];
        if (!_made.TryGetValue(inline, out var record))
            _made.Add(inline, record = inline.Make(this));
        return record;
    }
}
