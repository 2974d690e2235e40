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
        // What a file says goes to terminals and into logs of one line an event.
        for (var i = 0; i < text.Length; i++)
            if (char.IsControl(text[i]))
                text.Insert(i + 1, string.Create(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}")).Remove(i, 1);
        return text.ToString();
    }
}
