using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Http;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>What fields must be that were read or are written, told without the product's own grammar.</summary>
internal static class FieldOracle
{
    private const string Delimiters = "\"(),/:;<=>?@[\\]{}";

    public static void Check(HeaderFields fields)
    {
        foreach (var field in fields.AsSpan())
        {
            Judge.That(IsToken(field.Name), "A field's name is a token.");
            Judge.That(IsText(field.Value), "A field's value has no control character.");
        }
    }

    /// <summary>
    /// A Host's value: a name in the DNS, an address, with a port or none. Others take anything else for another host, or none.
    /// </summary>
    public static bool IsHost(string text)
    {
        var port = text.LastIndexOf(':');
        var host = port > text.LastIndexOf(']') ? text[..port] : text;
        if (port > text.LastIndexOf(']') && text[(port + 1)..].Any(c => !char.IsAsciiDigit(c)))
            return false;
        if (host is ['[', .., ']'])
            return host[1..^1].All(c => char.IsAsciiHexDigit(c) || c is ':' or '.');
        var labels = (host is [.., '.'] ? host[..^1] : host).Split('.');
        return labels.All(label => label.Length > 0 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
    }

    // RFC 9110 section 5.6.2: visible ASCII but delimiters.
    public static bool IsToken(string text)
    {
        foreach (var c in text)
        {
            if (c is <= ' ' or >= '\x7f' || Delimiters.Contains(c))
                return false;
        }
        return text.Length > 0;
    }

    public static bool IsText(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' and not '\t' or '\x7f' or > '\xff')
                return false;
        }
        return text.Length == 0 || (text[0] is not (' ' or '\t') && text[^1] is not (' ' or '\t'));
    }
}
