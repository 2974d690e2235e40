using System.Globalization;
using System.Text;

namespace ActorProxy.Node.Configuration;

/// <summary>One thing that is wrong with a configuration.</summary>
/// <param name="File">The file as the user named it, or what else was read.</param>
/// <param name="Line">Line in the file from 1 on; 0 where there are no lines.</param>
/// <param name="Key">Full path of the key; empty where the problem belongs to none.</param>
/// <param name="Message">What is wrong, and what is allowed.</param>
/// <param name="Suggestion">What was probably meant, or null.</param>
public sealed record ConfigurationProblem(string File, int Line, string Key, string Message, string? Suggestion = null)
{
    /// <summary><c>FILE:LINE: KEY: what is wrong; did you mean X?</c></summary>
    public override string ToString()
    {
        var text = new StringBuilder(File);
        if (Line > 0)
            text.Append(':').Append(Line);
        if (Key.Length > 0)
            text.Append(": ").Append(Key);
        text.Append(": ").Append(Message);
        if (Suggestion is not null)
            text.Append("; did you mean ").Append(Suggestion).Append('?');
        var told = text.ToString();
        return told.Any(char.IsControl) ? Escaped(told) : told;
    }

    /// <summary>What a file says goes to terminals and into logs of one line an event.</summary>
    private static string Escaped(string told)
    {
        var escaped = new StringBuilder();
        foreach (var c in told)
            _ = char.IsControl(c) ? escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : escaped.Append(c);
        return escaped.ToString();
    }
}
