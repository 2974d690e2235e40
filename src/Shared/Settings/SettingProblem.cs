using System.Globalization;
using System.Text;

namespace ActorProxy.Shared.Settings;

/// <summary>Something that is wrong with a configuration or a document.</summary>
/// <param name="Line">From 1; 0 where there are no lines.</param>
/// <param name="Key">Full path; empty where it is about all of the text.</param>
/// <param name="Message">A sentence without its full stop, which begins with what the key is or has.</param>
/// <param name="Suggestion">What was probably meant, or null.</param>
public sealed record SettingProblem(string File, int Line, string Key, string Message, string? Suggestion = null)
{
    private const int Kept = 200;

    /// <summary>Without the middle of what is too long to be read: problems quote values, and those may have any length.</summary>
    public static string Short(string text) => text.Length <= 2 * Kept ? text : $"{text[..Kept]} ... {text[^Kept..]}";

    /// <summary><c>FILE:LINE: KEY: what is wrong; did you mean X?</c></summary>
    public override string ToString()
    {
        var text = new StringBuilder(File);
        if (Line > 0)
            text.Append(CultureInfo.InvariantCulture, $":{Line}");
        foreach (var part in (ReadOnlySpan<string>)[Key, Message])
            text.Append(text.Length == 0 || part.Length == 0 ? "" : ": ").Append(part);
        if (Suggestion is not null)
            text.Append("; did you mean ").Append(Suggestion).Append('?');
        // What a file says goes to terminals and into logs of one line an event.
        return Text.PlainText.Of(text.ToString());
    }
}
