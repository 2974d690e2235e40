namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A head as it came over the wire.</summary>
internal sealed record HttpHead(string StartLine, IReadOnlyList<string> FieldLines)
{
    public int Status => int.Parse(StartLine.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The values of all fields of this name, in order.</summary>
    public string[] this[string name] =>
        [.. FieldLines.Where(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(l => l[(name.Length + 1)..].Trim())];

    public static HttpHead Parse(string text)
    {
        var lines = text.Split("\r\n");
        return new HttpHead(lines[0], lines[1..^2]);
    }
}
