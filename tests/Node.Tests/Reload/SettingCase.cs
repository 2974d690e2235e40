namespace ActorProxy.Node.Tests.Reload;

/// <summary>A setting that a reload takes over, with two values that it may have.</summary>
/// <param name="Path">As <c>actorproxy settings</c> has it, without <c>actorproxy.</c></param>
/// <param name="Before">As HOCON; null where it is not there.</param>
/// <param name="After">As <paramref name="Before"/>.</param>
internal sealed record SettingCase(string Path, string? Before, string? After)
{
    /// <summary>What else both configurations need for it, in lines of its section.</summary>
    public string With { get; init; } = "";

    /// <summary>Cases of one number go into one reload: those that exclude each other have different ones.</summary>
    public int Reload { get; init; }

    /// <summary>Its line in a configuration.</summary>
    /// <param name="names">What sections are called that the path has as NAME.</param>
    public string Line(bool after, IReadOnlyDictionary<string, string> names)
    {
        var value = after ? After : Before;
        return value is null ? "" : $"{Named(names)} = {value}";
    }

    public string Named(IReadOnlyDictionary<string, string> names) =>
        names.TryGetValue(Path.Split('.')[0], out var name) ? Path.Replace("NAME", name, StringComparison.Ordinal) : Path;
}
