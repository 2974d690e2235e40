using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Http;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>What fields must be that were read or are written, told without the product's own grammar.</summary>
internal static class FieldRules
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
