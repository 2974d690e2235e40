using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Policies.Responding;

/// <summary>
/// Where a redirection leads (RFC 9110 section 10.2.2), with placeholders for parts of the request: <c>https://{host}{target}</c>.
/// </summary>
public sealed record RedirectTarget : ISettingText<RedirectTarget>
{
    /// <summary>What can stand in braces.</summary>
    public static readonly ImmutableArray<string> Placeholders = ["scheme", "host", "target", "path", "query"];

    private readonly string _text;

    private RedirectTarget(string text) => _text = text;

    public static bool TryParse(string text, [NotNullWhen(true)] out RedirectTarget? value, [NotNullWhen(false)] out string? error)
    {
        error = Error(text);
        value = error is null ? new RedirectTarget(text) : null;
        return value is not null;
    }

    /// <summary>The value of Location for a request. What the client sent is taken as it is: a placeholder in it is none.</summary>
    /// <param name="scheme"><c>http</c> or <c>https</c>: how it reached us.</param>
    /// <param name="host">Its host without port, which is valid.</param>
    /// <param name="target">Path and query as they were sent, which are visible ASCII.</param>
    public string Of(string scheme, string host, string target)
    {
        var query = target.IndexOf('?');
        var location = new StringBuilder(_text.Length + target.Length);
        var done = 0;
        for (var open = _text.IndexOf('{'); open >= 0; open = _text.IndexOf('{', done))
        {
            var close = _text.IndexOf('}', open);
            location.Append(_text, done, open - done).Append(_text[(open + 1)..close] switch
            {
                "scheme" => scheme,
                "host" => host,
                "path" => query < 0 ? target : target[..query],
                "query" => query < 0 ? "" : target[query..],
                _ => target,
            });
            done = close + 1;
        }
        return location.Append(_text, done, _text.Length - done).ToString();
    }

    public override string ToString() => _text;

    private static string? Error(string text)
    {
        for (var open = text.IndexOf('{'); open >= 0; open = text.IndexOf('{', open + 1))
        {
            var close = text.IndexOf('}', open);
            var name = close < 0 ? text[(open + 1)..] : text[(open + 1)..close];
            if (close < 0 || !Placeholders.Contains(name))
                return $"there is no placeholder '{{{name}}}'{Hint(name)}; there are "
                    + $"{string.Join(", ", Placeholders.Select(p => $"{{{p}}}"))}";
        }
        var example = new RedirectTarget(text).Of("https", "a", "/");
        if (new RedirectTarget(text).Of("https", "a", "//b") is ['/', '/' or '\\', ..])
            return "could lead to any host: where it begins with /, a name follows, as in /new{path}";
        return !Grammar.IsFieldValue(example) || example.Any(c => c is <= ' ' or > '~') ? "has a space or a character outside ASCII"
            : example is ['/', ..] || (Uri.TryCreate(example, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") ? null
            : "is no URL: it begins with http://, https://, {scheme}:// or /";
    }

    private static string Hint(string name) => NearestName.Find(name, Placeholders) is { } near ? $"; did you mean {{{near}}}?" : "";
}
