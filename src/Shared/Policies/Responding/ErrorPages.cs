using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Policies.Responding;

/// <summary>Bodies of one's own for the proxy's own answers; what a backend answers passes as it is.</summary>
public sealed record ErrorPages : IPolicy
{
    [Setting("Bodies for answers of the proxy itself, by their status: 404, 5xx or 4xx. The nearest counts; what "
        + "backends answer passes as it is.",
        Key = "errors", Example = "{ 503 { body = \"Back in a minute.\" }, 5xx { body = \"Sorry.\" } }")]
    public ValueList<ErrorPage> Pages { get; init; } = [];

    /// <summary>The page for a status; null for the default.</summary>
    public ErrorPage? For(int status)
    {
        var text = status.ToString(CultureInfo.InvariantCulture);
        return Pages.FirstOrDefault(page => page.Status == text) ?? Pages.FirstOrDefault(page => page.Status == $"{text[0]}xx");
    }
}

/// <summary>The body of answers with a status, or with one of a class.</summary>
[ShortForm("body")]
public sealed partial record ErrorPage : ISettingsCheck
{
    private static readonly string[] Placeholders = ["status", "reason", "request-id"];

    /// <summary><c>404</c>, or <c>5xx</c> for all of a class.</summary>
    [SectionName]
    public string Status { get; init; } = "";

    [Setting("The body. {status}, {reason} (as in backend_refused) and {request-id} are those of the answer.",
        Example = "\"{status}: we are sorry. Tell us {request-id}.\"", Required = "the body is missing")]
    public string Body { get; init; } = "";

    [Setting("What the body is.")]
    public string ContentType { get; init; } = "text/plain; charset=utf-8";

    [Setting("The body for clients whose Accept field asks for JSON; without it, they get the other. Placeholders stand within quotes.",
        Example = "\"\"\"{\"error\":\"{reason}\",\"id\":\"{request-id}\"}\"\"\"")]
    public string? Json { get; init; }

    /// <summary>What a client gets.</summary>
    /// <param name="accept">The request's fields.</param>
    public (string ContentType, byte[] Body) For(HeaderFields accept, int status, TerminationReason reason, string requestId)
    {
        var json = Json is not null && AsksForJson(accept);
        var type = json ? "application/json" : ContentType;
        Func<string, string> escape = json || type.Contains("json", StringComparison.OrdinalIgnoreCase)
            ? text => JsonEncodedText.Encode(text).ToString()
            : type.Contains("html", StringComparison.OrdinalIgnoreCase) || type.Contains("xml", StringComparison.OrdinalIgnoreCase)
                ? WebUtility.HtmlEncode! : text => text;
        return (type, Encoding.UTF8.GetBytes((json ? Json! : Body)
            .Replace("{status}", status.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{reason}", reason.Name(), StringComparison.Ordinal)
            .Replace("{request-id}", escape(requestId), StringComparison.Ordinal)));
    }

    public void Check(SettingsCheck check)
    {
        if (Status is not (['4' or '5', 'x', 'x'] or ['4' or '5', >= '0' and <= '9', >= '0' and <= '9']))
            check.Problem($"'{Status}' is no status of an error: 400 to 599, or 4xx or 5xx for all of them");
        if (ContentType.Length == 0 || !Grammar.IsFieldValue(ContentType))
            check.Problem("content-type", "is empty, or has a control character or white space at an end");
        foreach (var (key, text) in new[] { ("body", Body), ("json", Json ?? "") })
            foreach (Match found in Braces().Matches(text))
                if (!Placeholders.Contains(found.Groups["name"].Value))
                    check.Warn(key, $"'{found.Value}' is no placeholder, and is sent as it stands; there are "
                        + $"{string.Join(", ", Placeholders.Select(name => $"{{{name}}}"))}");
        if (Json is not null && !IsJson(Encoding.UTF8.GetString(For([new("Accept", "application/json")], 500, default, "id").Body)))
            check.Problem("json", "is no JSON, with its placeholders filled in");
    }

    // Braces of JSON, CSS and the like have more than a name in them.
    [GeneratedRegex(@"\{(?<name>[a-z-]+)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Braces();

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false; // which is what is asked
        }
    }

    /// <summary>Whether Accept names JSON (RFC 9110 section 12.5.1), with a weight that is not 0.</summary>
    private static bool AsksForJson(HeaderFields fields) => fields.Members("Accept").Any(member =>
    {
        var parts = member.Split(';', StringSplitOptions.TrimEntries);
        return (parts[0].Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || parts[0].EndsWith("+json", StringComparison.OrdinalIgnoreCase))
            && !parts.Skip(1).Any(parameter => parameter.StartsWith("q=0", StringComparison.OrdinalIgnoreCase)
                && parameter.AsSpan(3).Trim("0.").IsEmpty);
    });
}
