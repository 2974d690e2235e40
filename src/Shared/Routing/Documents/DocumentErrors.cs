using System.Globalization;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>Collects what is wrong with a document.</summary>
internal sealed class DocumentErrors
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string error) => _all.Add(error);

    public void Add(string key, IEnumerable<string> errors) => _all.AddRange(errors.Select(error => $"{key}: {error.TrimEnd('.')}"));

    /// <summary>The value, or the fallback where it is missing or out of range.</summary>
    public long Range(string key, long? value, long min, long max, long fallback)
    {
        if (value is null || (value >= min && value <= max))
            return value ?? fallback;
        Add(string.Create(CultureInfo.InvariantCulture, $"{key}: {value} is out of range; allowed is {min} to {max}"));
        return fallback;
    }
}
