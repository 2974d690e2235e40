using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>
/// Reads a <see cref="RouteDocument"/> that an operator wrote. A key that it does not have is an error here: it is mistyped, and
/// the route would be another than the one that was meant. What is stored or comes from other nodes is read by
/// <see cref="RouteJson"/> alone, which passes over such keys: a newer version may have written them.
/// </summary>
public static class RouteText
{
    /// <summary>A text may have thousands; who mends these sees the next.</summary>
    private const int MostErrors = 10;

    /// <param name="errors">What is wrong with the text, one sentence without its full stop each. What the document says is not looked at.</param>
    public static bool TryRead(string json, [NotNullWhen(true)] out RouteDocument? document, out IReadOnlyList<string> errors)
    {
        document = null;
        try
        {
            var read = JsonSerializer.Deserialize(json, RouteJson.Default.RouteDocument) ?? new RouteDocument();
            using var text = JsonDocument.Parse(json);
            errors = [.. UnknownKeys.Find(text.RootElement, RouteJson.Default.RouteDocument).Take(MostErrors)];
            document = errors.Count == 0 ? read : null;
        }
        catch (JsonException error)
        {
            errors = [$"cannot be read: {DocumentErrors.Short(error.Message)}"];
        }
        return document is not null;
    }
}
