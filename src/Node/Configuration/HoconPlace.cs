using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Configuration;

/// <summary>Where a reader of HOCON is in the tree of keys; written out only for who is told about it.</summary>
/// <param name="Parent">Null at the top.</param>
internal sealed record HoconPlace(HoconPlace? Parent, string Key, int Index)
{
    public static readonly HoconPlace Top = new(null, "", -1);

    /// <summary>Of keys and indices.</summary>
    public int Depth { get; } = Parent is null ? 0 : Parent.Depth + 1;

    public HoconPlace Of(string key) => new(this, key, -1);

    public HoconPlace Item(int index) => new(this, "", index);

    /// <summary>As <see cref="SettingPath"/> has it; empty at the top.</summary>
    public override string ToString() => Parent is null
        ? ""
        : Index < 0 ? SettingPath.Append(Parent.ToString(), Key) : SettingPath.Item(Parent.ToString(), Index);
}
