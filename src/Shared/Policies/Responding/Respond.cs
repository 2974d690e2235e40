using System.Text;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Policies.Responding;

/// <summary>A route that answers by itself: a fixed response, or a redirection.</summary>
[Setting("The route answers by itself, and has neither pool nor backends.", Key = "respond")]
public sealed record Respond : IPolicy, ISettingsCheck
{
    private const int Ok = 200, PermanentRedirect = 308;

    private static readonly int[] Redirections = [301, 302, 303, 307, PermanentRedirect]; // RFC 9110 section 15.4

    [Setting("The status of the response."), Between(200, 599, Zero = "200, or 308 with redirect")]
    public int Status { get; init; }

    [Setting("Where the client is sent, as in \"https://{host}{target}\". {scheme}, {host} (without port), "
        + "{path}, {query} (with its ?) and "
        + "{target} (both) are those of the request.", Example = "\"https://{host}{target}\"")]
    public RedirectTarget? Redirect { get; init; }

    [Setting("Fields of the response.", Secret = true, Example = "{ Cache-Control = no-store }")]
    public ValueList<HeaderField> Headers { get; init; } = [];

    [Setting("The body, in UTF-8.", Example = "\"\"\"{\"up\":true}\"\"\"")]
    public string Body { get; init; } = "";

    [Setting("What the body is.")]
    public string ContentType { get; init; } = "text/plain; charset=utf-8";

    /// <summary>The status that a client gets.</summary>
    public int EffectiveStatus => Status != 0 ? Status : Redirect is null ? Ok : PermanentRedirect;

    /// <summary>The response, without Content-Length.</summary>
    /// <inheritdoc cref="RedirectTarget.Of"/>
    public (HeaderFields Fields, byte[] Body) Answer(string scheme, string host, string target) =>
    (
        [
            .. Body.Length == 0 ? (HeaderField[])[] : [new("Content-Type", ContentType)],
            .. Redirect is null ? (HeaderField[])[] : [new("Location", Redirect.Of(scheme, host, target))],
            .. Headers,
        ],
        Encoding.UTF8.GetBytes(Body));

    /// <summary>For people: <c>308 to https://{host}{target}</c>; without what may be a secret.</summary>
    public override string ToString() =>
        Redirect is null ? $"{EffectiveStatus}" : $"{EffectiveStatus} to {Redaction.Url(Redirect.ToString())}";

    public void Check(SettingsCheck check)
    {
        if (Redirect is not null && !Redirections.Contains(EffectiveStatus))
            check.Problem("status", $"{Status} is no redirection; those are {string.Join(", ", Redirections)}");
        if (Redirect is null && Redirections.Contains(Status))
            check.Problem("redirect", $"is missing: {Status} leads elsewhere");
        if (EffectiveStatus is 204 or 205 or 304 && Body.Length > 0) // RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5
            check.Problem("body", $"a response with status {EffectiveStatus} has none");
        if (ContentType.Length == 0 || !Grammar.IsFieldValue(ContentType))
            check.Problem("content-type", "is empty, or has a control character or white space at an end");
        foreach (var (name, key) in new[] { ("Content-Type", "content-type"), ("Location", "redirect") })
            if (Headers.Any(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                check.Problem("headers", $"{name} is not set here", key);
        if (check.Has("content-type") && Body.Length == 0)
            check.Unused("content-type", "there is no body that it would be of");
        FieldEdits.CheckFields(check, "headers", Headers, ResponseHeaders.NameErrors);
    }
}
