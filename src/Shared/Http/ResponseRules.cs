namespace ActorProxy.Shared.Http;

/// <summary>
/// What the head of a backend's response must be to be passed on, where another reader than <see cref="ResponseHeadParser"/> has read it.
/// </summary>
public static class ResponseRules
{
    /// <summary>What is wrong, in one sentence that quotes no bytes of the backend; null where nothing is.</summary>
    /// <param name="phrase">The reason phrase; null for none.</param>
    public static string? Error(string? phrase, HeaderFields fields)
    {
        if (!Grammar.IsText(phrase))
            return "The reason phrase has a control character.";
        if (FieldRules.Error(fields) is { } error)
            return error;
        // RFC 9112 section 6.3: beside Transfer-Encoding it has no meaning.
        var lengths = fields.Has("Transfer-Encoding") ? 0 : fields.CountOf("Content-Length");
        return lengths > 1 || (lengths == 1 && !BodyFraming.IsLength(fields.First("Content-Length")!))
            ? "The response has more than one Content-Length, or one that is no number."
            : null;
    }
}
