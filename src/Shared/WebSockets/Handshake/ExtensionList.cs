using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>Sec-WebSocket-Extensions (RFC 6455 section 9.1).</summary>
internal static class ExtensionList
{
    public const string FieldName = "Sec-WebSocket-Extensions";

    /// <summary>
    /// The names of the extensions, or null if a member is not <c>name *( ";" param ["=" value] )</c> with tokens, where a quoted
    /// value is a token once unquoted.
    /// </summary>
    public static IReadOnlyList<string>? Names(HeaderFields fields)
    {
        List<string>? names = null;
        foreach (var member in fields.Members(FieldName))
        {
            // A value that is a token even when quoted has no ";" or "=" in it: splitting at them is right.
            var parts = member.Split(';', StringSplitOptions.TrimEntries);
            if (!Grammar.IsToken(parts[0]) || !parts.Skip(1).All(IsParameter))
                return null;
            (names ??= []).Add(parts[0]);
        }
        return names ?? [];
    }

    /// <summary>What the fields offer, as one list; null where that is nothing.</summary>
    public static string? Offer(HeaderFields fields) =>
        !fields.Has(FieldName) ? null
        : string.Join(", ", fields.Values(FieldName).Where(v => !Grammar.IsEmptyList(v))) is { Length: > 0 } offer ? offer : null;

    private static bool IsParameter(string text)
    {
        var equals = text.IndexOf('=');
        if (equals < 0)
            return Grammar.IsToken(text);
        var value = text.AsSpan(equals + 1).Trim(" \t");
        if (value.Length >= 2 && value[0] == '"' && value[^1] == '"')
            value = value[1..^1];
        return Grammar.IsToken(text.AsSpan(0, equals).Trim(" \t")) && Grammar.IsToken(value);
    }
}
