using ActorProxy.Shared.Settings;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>A value as it stands in a file.</summary>
/// <param name="origin">Of its key, or of itself in a list.</param>
internal sealed class HoconNode(SettingOrigin origin) : HoconValue
{
    private bool _hasObject;
    private bool _hasOther; // than objects, references that may be some, and the white space between them

    public SettingOrigin Origin { get; private set; } = origin;

    /// <summary>
    /// Whether it is objects, and references that may be some: what comes later is then added to it rather than put in its place.
    /// </summary>
    private bool IsObjects => Values.Count > 0 && !_hasOther;

    /// <summary>
    /// What a key means that is given twice: objects become one, and of all else the last counts. The earlier one grows and is no
    /// copy: a file may give a key some 100,000 times.
    /// </summary>
    public static HoconNode Later(HoconValue? earlier, HoconNode later)
    {
        if (earlier is not HoconNode { IsObjects: true } before || !later.IsObjects || !(before._hasObject || later._hasObject))
            return later;
        foreach (var part in later.Values)
            before.Add(part);
        before.Origin = later.Origin;
        return before;
    }

    /// <summary>Adds a part; an object behind an object becomes one with it, and so does a list behind a list.</summary>
    public void Add(IHoconElement part)
    {
        _hasObject |= part is HoconObject;
        _hasOther |= part is not (HoconObject or HoconReference)
            && !(part is HoconLiteral { Value: var text } && string.IsNullOrWhiteSpace(text));
        switch (part, Values.Count > 0 ? Values[^1] : null)
        {
            case (HoconObject added, HoconObject last):
                Merge(last, added);
                break;
            case (HoconArray added, HoconArray last):
                last.AddRange(added);
                break;
            default:
                AppendValue(part);
                break;
        }
    }

    public static void Merge(HoconObject target, HoconObject added)
    {
        foreach (var (key, value) in added.Items)
            target.Items[key] = Later(target.Items.GetValueOrDefault(key), (HoconNode)value);
    }
}
