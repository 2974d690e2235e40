using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.Rewriting;

/// <summary>What the backend sees instead of the path prefix by which the route matched.</summary>
public sealed record PathRewrite : IPolicy, ISettingsCheck
{
    public static readonly PathRewrite None = new();

    public static readonly PathRewrite Strip = new() { StripPrefix = true };

    public static PathRewrite Replace(string replacement) => new() { ReplacePrefix = replacement };

    [Setting("Drop the matched prefix from the path.", Tunnels = true)]
    public bool StripPrefix { get; init; }

    [Setting("Or put something else in its place.", Example = "/ws", Tunnels = true)]
    public string? ReplacePrefix { get; init; }

    /// <summary>What stands for the matched prefix: "" strips it, null keeps the path as it is.</summary>
    private string? Replacement => ReplacePrefix ?? (StripPrefix ? "" : null);

    /// <summary>
    /// The rewritten target; it starts with "/" and keeps the query. The prefix may be percent-encoded differently in the
    /// target: unreserved characters and the case of hex digits compare equal (RFC 3986 section 6.2.2).
    /// </summary>
    /// <param name="target">A target in origin-form (RFC 9112 section 3.2.1); in asterisk-form it stays.</param>
    /// <param name="matchedPrefix">The route's prefix; with or without a slash at its end.</param>
    /// <exception cref="ArgumentException">The target's path does not begin with the prefix, on a segment boundary.</exception>
    public string Apply(string target, string matchedPrefix)
    {
        if (Replacement is null || target == RequestTarget.Asterisk)
            return target;
        var length = PrefixLength(target, matchedPrefix.AsSpan().TrimEnd('/'));
        var rest = length < 0 ? default : target.AsSpan(length);
        if (length < 0 || (!rest.IsEmpty && rest[0] is not ('/' or '?')))
            throw new ArgumentException($"The path of '{target}' does not begin with '{matchedPrefix}'.", nameof(matchedPrefix));
        var head = Replacement.AsSpan().TrimEnd('/');
        return head.IsEmpty && (rest.IsEmpty || rest[0] == '?') ? $"/{rest}" : $"{head}{rest}";
    }

    public void Check(SettingsCheck check)
    {
        if (StripPrefix && ReplacePrefix is not null)
            check.Problem("replace-prefix", "a route has either strip-prefix or replace-prefix");
        if (string.IsNullOrEmpty(ReplacePrefix))
            return;
        if (ReplacePrefix[0] != '/')
            check.Problem("replace-prefix", $"Path replacement '{ReplacePrefix}' does not start with '/'");
        else if (!Grammar.IsVisibleAscii(ReplacePrefix) || ReplacePrefix.AsSpan().ContainsAny('?', '#'))
            check.Problem("replace-prefix", $"Path replacement '{ReplacePrefix}' has a character that a path cannot have: "
                + $"percent-encode it");
    }

    // How many chars of the target spell the prefix, or -1.
    private static int PrefixLength(ReadOnlySpan<char> target, ReadOnlySpan<char> prefix)
    {
        var (t, p) = (0, 0);
        while (p < prefix.Length)
        {
            if (t == target.Length || target[t] == '?' || Next(target, ref t) != Next(prefix, ref p))
                return -1;
        }
        return t;
    }

    // The next char, decoded if it is an encoded unreserved one. Other encoded bytes are kept apart from literal ones.
    private static int Next(ReadOnlySpan<char> text, ref int at)
    {
        var c = text[at++];
        if (c != '%' || at + 2 > text.Length || !char.IsAsciiHexDigit(text[at]) || !char.IsAsciiHexDigit(text[at + 1]))
            return c;
        var decoded = (Hex(text[at]) << 4) | Hex(text[at + 1]);
        at += 2;
        return Grammar.IsUnreserved((char)decoded) ? decoded : decoded | 0x100;
    }

    private static int Hex(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}
