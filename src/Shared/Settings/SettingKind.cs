using System.Text.Json.Nodes;

namespace ActorProxy.Shared.Settings;

/// <summary>What the values of a setting are: how they are read, written and described.</summary>
public abstract class SettingKind
{
    /// <summary>In words, as in <c>100ms to 5m</c>; null where nothing is to be said.</summary>
    public virtual string? Range => null;

    /// <summary>False where something is wrong; the place's report then says what.</summary>
    public abstract bool TryRead(SettingNode node, SettingPlace place, out object? value);

    public abstract SettingNode Write(object value);

    /// <summary>JSON Schema (2020-12) of its values.</summary>
    public abstract JsonObject Schema();
}
