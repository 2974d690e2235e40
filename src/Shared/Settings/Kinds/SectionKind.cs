using System.Text.Json.Nodes;

namespace ActorProxy.Shared.Settings.Kinds;

/// <summary>Sections: records of settings.</summary>
/// <param name="shape">Asked for when it is needed: a section may have sections of its own kind in it.</param>
public sealed class SectionKind(Func<SettingsShape> shape) : SettingKind
{
    public SettingsShape Shape => shape();

    public override bool TryRead(SettingNode node, SettingPlace place, out object? value) => TryRead(Shape, node, place, null, out value);

    public override SettingNode Write(object value) => Shorten(Shape, Shape.Write(value));

    public override JsonObject Schema() => SettingsSchema.Of(Shape);

    /// <summary>Reads a section, or the text that stands for it.</summary>
    public static bool TryRead(SettingsShape shape, SettingNode node, SettingPlace place, string? name, out object? value)
    {
        value = null;
        var before = place.Report.Count;
        if (node is SettingSection section)
            value = shape.Read(section, place, name);
        else if (node is SettingText text && shape.Short is { } key && (name is null || key != shape.NameKey))
            value = shape.ReadShort(text, place, name);
        else
            place.Problem(node.Origin, "is not an object, { ... }");
        return place.Report.Count == before;
    }

    public static SettingNode Shorten(SettingsShape shape, SettingSection section) =>
        section.Members is [var (key, value)] && key == shape.Short && value is SettingText ? value : section;
}
