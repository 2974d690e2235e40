namespace ActorProxy.Node.Configuration;

/// <summary>A <c>${path}</c> that stands for another key's value.</summary>
/// <param name="Key">The key whose value has it.</param>
internal sealed record HoconReference(string Key, string Path, int Line)
{
    /// <summary>The references that lead back to themselves: following them would never end.</summary>
    public static IEnumerable<HoconReference> Cycles(IReadOnlyList<HoconReference> all) => all.Where(start =>
    {
        var seen = new HashSet<HoconReference>();
        var open = new Stack<HoconReference>([start]);
        while (open.TryPop(out var reference))
        {
            foreach (var next in all.Where(r => HoconPath.Overlap(r.Key, reference.Path)))
            {
                if (next == start)
                    return true;
                if (seen.Add(next))
                    open.Push(next);
            }
        }
        return false;
    });
}
