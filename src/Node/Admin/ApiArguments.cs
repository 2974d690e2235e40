using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ActorProxy.Node.Admin;

/// <summary>Arguments of a command as text, from a query or from a JSON object.</summary>
internal static class ApiArguments
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static bool TryRead(IQueryCollection query, [NotNullWhen(true)] out ImmutableSortedDictionary<string, string>? arguments,
        out string problem)
    {
        var twice = query.FirstOrDefault(q => q.Value.Count > 1).Key;
        problem = twice is null ? "" : $"{twice} is given more than once";
        arguments = twice is null ? query.ToImmutableSortedDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal) : null;
        return twice is null;
    }

    /// <param name="body">An object of texts, numbers and booleans, or nothing.</param>
    public static bool TryRead(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out ImmutableSortedDictionary<string, string>? arguments,
        out string problem)
    {
        arguments = null;
        problem = "";
        var read = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (!body.IsEmpty)
        {
            try
            {
                using var document = JsonDocument.Parse(body, Strict);
                if (document.RootElement.ValueKind != JsonValueKind.Object)
                    problem = "the body is no JSON object of arguments";
                else
                    foreach (var property in document.RootElement.EnumerateObject())
                    {
                        if (Text(property.Value) is { } text)
                            read.Add(property.Name, text);
                        else
                            problem = $"{property.Name} is neither a text nor a number nor a boolean"
                                + (property.Value.ValueKind is JsonValueKind.Object
                                    ? "; write an object as a text that holds its JSON"
                                    : "");
                    }
            }
            catch (JsonException error)
            {
                problem = $"the body is no JSON object of arguments: {error.Message}";
            }
            // What JsonElement throws for bytes that are no UTF-8, and for half of a surrogate pair.
            catch (InvalidOperationException)
            {
                problem = "the body is no JSON object of arguments: a text in it is no Unicode";
            }
        }
        arguments = problem.Length == 0 ? read.ToImmutable() : null;
        return arguments is not null;
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
