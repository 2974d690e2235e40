namespace ActorProxy.Shared.Text;

/// <summary>Takes what may be a secret out of texts that people are shown: answers, errors and the log.</summary>
public static class Redaction
{
    /// <summary>What stands where something was taken out.</summary>
    public const string Hidden = "***";

    /// <summary>A URL, or what was meant to be one, without user, password (RFC 3986 section 3.2.1), query and fragment.</summary>
    public static string Url(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        // Where what is before it looks like user and password, these stand in the wrong place.
        var start = scheme < 0 || text.AsSpan(0, scheme).ContainsAny('@', ':') ? 0 : scheme + 3;
        // The last one: in what is no valid URL a password may have any character.
        var at = text.LastIndexOf('@');
        if (at >= start)
            text = string.Concat(text.AsSpan(0, start), Hidden, text.AsSpan(at));
        var query = text.AsSpan().IndexOfAny('?', '#');
        return query < 0 || query == text.Length - 1 ? text : string.Concat(text.AsSpan(0, query + 1), Hidden);
    }
}
