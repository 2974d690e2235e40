using System.Globalization;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>Collects what is wrong with a document.</summary>
internal sealed class DocumentErrors
{
    private const int Kept = 200;

    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string error) => _all.Add(Short(error));

    public void Add(string key, IEnumerable<string> errors) => _all.AddRange(errors.Select(error => Short($"{key}: {error.TrimEnd('.')}")));

    /// <summary>Without the middle of what is too long to be read: errors quote values, and those may have any length.</summary>
    public static string Short(string text) => text.Length <= 2 * Kept ? text : $"{text[..Kept]} ... {text[^Kept..]}";

    /// <summary>The value, or the fallback where it is missing or out of range.</summary>
    public long Range(string key, long? value, long min, long max, long fallback)
    {
        if (value is null || (value >= min && value <= max))
            return value ?? fallback;
        Add(string.Create(CultureInfo.InvariantCulture, $"{key}: {value} is out of range; allowed is {min} to {max}"));
        return fallback;
    }
}
