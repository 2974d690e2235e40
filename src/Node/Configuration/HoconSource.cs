namespace ActorProxy.Node.Configuration;

/// <summary>A file that is read, and how it came to that.</summary>
/// <param name="File">Its path, as problems show it.</param>
/// <param name="IncludedBy">Null for the one that reading began with.</param>
internal sealed record HoconSource(string File, HoconSource? IncludedBy)
{
    /// <summary>How many files are around it.</summary>
    public int Depth { get; } = IncludedBy is null ? 0 : IncludedBy.Depth + 1;

    public string Directory => Path.GetDirectoryName(File) ?? "";

    /// <summary>Whether it is the file, or within it.</summary>
    public bool IsWithin(string file) => Way().Any(source => Path.GetFullPath(source.File) == Path.GetFullPath(file));

    /// <summary>The files from the first on, as in <c>a.conf -> b.conf</c>.</summary>
    public override string ToString() => string.Join(" -> ", Way().Reverse().Select(source => source.File));

    private IEnumerable<HoconSource> Way()
    {
        for (var at = this; at is not null; at = at.IncludedBy)
            yield return at;
    }
}
