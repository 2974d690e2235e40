using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>A value as it stands in a file.</summary>
/// <param name="line">Of its key, or of itself in a list.</param>
internal sealed class HoconNode(int line) : HoconValue
{
    public int Line => line;

    /// <summary>Whether it is objects, and references that may be some: what comes later is then added to it rather than put in its place.</summary>
    private bool IsObjects => Values.Count > 0 && Values.All(part => part is HoconObject or HoconReference || part is HoconLiteral { Value: var text } && string.IsNullOrWhiteSpace(text));

    private bool HasObject => Values.Any(part => part is HoconObject);

    /// <summary>What a key means that is given twice: objects become one, and of all else the last counts.</summary>
    public static HoconNode Later(HoconValue? earlier, HoconNode later)
    {
        if (earlier is not HoconNode { IsObjects: true } before || !later.IsObjects || !(before.HasObject || later.HasObject))
            return later;
        var both = new HoconNode(later.Line);
        foreach (var part in before.Values.Concat(later.Values))
            both.Add(part);
        return both;
    }

    /// <summary>Adds a part; an object behind an object becomes one with it.</summary>
    public void Add(IHoconElement part)
    {
        if (part is HoconObject added && Values.LastOrDefault() is HoconObject last)
            Merge(last, added);
        else
            AppendValue(part);
    }

    public static void Merge(HoconObject target, HoconObject added)
    {
        foreach (var (key, value) in added.Items)
            target.Items[key] = Later(target.Items.GetValueOrDefault(key), (HoconNode)value);
    }
}
