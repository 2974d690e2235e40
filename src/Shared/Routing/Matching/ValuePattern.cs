using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Routing.Matching;

/// <summary>A named value that a request must have: a field, a parameter of its query, or a cookie.</summary>
[ShortForm("value")]
public sealed record ValuePattern
{
    private const char Wildcard = '*';

    public ValuePattern()
    {
    }

    public ValuePattern(string name, string value) => (Name, Value) = (name, value);

    [SectionName]
    public string Name { get; init; } = "";

    [Setting("The value; with a * at its end what it begins with, so that * alone is any value.", Required = "the value is missing")]
    public string Value { get; init; } = "";

    /// <summary>Compares ordinally. Allocates nothing.</summary>
    public bool Accepts(ReadOnlySpan<char> value) =>
        Value is [.., Wildcard] ? value.StartsWith(Value.AsSpan(0, Value.Length - 1), StringComparison.Ordinal)
            : value.SequenceEqual(Value);

    public override string ToString() => $"{Name}={Value}";
}
