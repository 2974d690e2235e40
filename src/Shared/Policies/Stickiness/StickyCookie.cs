using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.Stickiness;

/// <summary>
/// A cookie that leads a browser back to the backend it had. Its value is a hash, the same on every node and after a restart,
/// from which no address can be read.
/// </summary>
[Setting("A session cookie that leads a client back to the backend it had; without the section, none. Its value is a hash.",
    Key = "sticky-cookie")]
public sealed record StickyCookie(
    [property: Setting("Its name.")] string Name, // a token (RFC 6265 section 4.1.1)
    [property: Setting("With which requests a browser sends it: lax, strict, or none, which needs TLS.")] SameSite SameSite = SameSite.Lax)
    : IPolicy, ISettingsCheck
{
    public StickyCookie()
        : this(DefaultName)
    {
    }

    /// <summary>The name where none is configured.</summary>
    public const string DefaultName = "actorproxy";

    /// <summary>
    /// Cookies of this name that a request's are looked at: a browser sends one, and a second where another path or domain has
    /// one, too. What comes behind them is somebody's attempt to make us look for long.
    /// </summary>
    private const int MaxCandidates = 4;

    /// <summary>The index in its pool of the backend that the request's cookies name; -1 where none does, or one that is gone.</summary>
    public int Find(HeaderFields fields, StickyValues values)
    {
        var left = MaxCandidates;
        foreach (var field in fields.AsSpan())
        {
            if (field.Name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) && Find(field.Value, values, ref left) is >= 0
                and var index)
                return index;
        }
        return -1;
    }

    /// <summary>The value of Set-Cookie for a backend: a session cookie for the whole host, out of reach of scripts.</summary>
    /// <param name="secure">Whether the client's connection has TLS.</param>
    public string SetCookie(StickyValues values, int backend, bool secure) =>
        $"{Name}={values.Of(backend)}; Path=/; HttpOnly; "
            + $"SameSite={(SameSite == SameSite.None && !secure ? SameSite.Lax : SameSite)}{(secure ? "; Secure" : "")}";

    public void Check(SettingsCheck check)
    {
        if (!Grammar.IsToken(Name))
            check.Problem("name", $"'{Name}' is no cookie name: use letters, digits, - and _");
    }

    /// <param name="left">Candidates that may still be looked at.</param>
    private int Find(string cookies, StickyValues values, ref int left)
    {
        // Cookie: name=value; name=value (RFC 6265 section 4.2.1).
        foreach (var range in cookies.AsSpan().Split(';'))
        {
            if (left == 0)
                break;
            var pair = cookies.AsSpan(range).Trim(" \t");
            if (pair.Length != Name.Length + 1 + StickyValues.Length || pair[Name.Length] != '='
                || !pair.StartsWith(Name, StringComparison.Ordinal))
                continue;
            left--;
            if (values.Find(pair[(Name.Length + 1)..]) is >= 0 and var backend)
                return backend;
        }
        return -1;
    }
}

/// <summary>With which requests a browser sends a cookie (RFC 6265bis section 5.6.7).</summary>
public enum SameSite
{
    /// <summary>Those of the site itself, and links to it.</summary>
    Lax,
    /// <summary>Those of the site itself.</summary>
    Strict,
    /// <summary>All; browsers take it only with Secure, so only from listeners with TLS.</summary>
    None,
}
