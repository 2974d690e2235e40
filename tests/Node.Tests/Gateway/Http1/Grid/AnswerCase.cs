using System.Text;

namespace ActorProxy.Node.Tests.Gateway.Http1.Grid;

/// <summary>One answer of a backend, and what its client is to make of it.</summary>
/// <param name="Interim">Interim responses before it.</param>
/// <param name="Status">Code and phrase.</param>
/// <param name="Body">Framing and body.</param>
/// <param name="Pieces">In how many pieces it is sent.</param>
internal sealed record AnswerCase(int Number, string Method, string[] Interim, string Status, AnswerBody Body, int Pieces)
{
    public int Code => int.Parse(Status[..3], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether it has no body, whatever its fields say (RFC 9112 section 6.3).</summary>
    public bool IsBodiless => Method == "HEAD" || Code is 204 or 304;

    public byte[] Raw => Encoding.Latin1.GetBytes(
        string.Concat(Interim.Select(interim => $"HTTP/1.1 {interim}\r\n\r\n"))
        + $"{Body.Version} {Status}\r\nX-Case: {Number}\r\n{string.Concat(Body.Lines.Select(line => line + "\r\n"))}\r\n"
        + (IsBodiless ? "" : Body.Wire));

    public override string ToString() => $"{Method}:\n{Encoding.Latin1.GetString(Raw)}\n{Body.End}";
}

/// <summary>How a response is framed, and how its backend goes on.</summary>
/// <param name="Wire">Its bytes.</param>
/// <param name="Content">What the client is to read.</param>
/// <param name="Verdict">What becomes of it.</param>
/// <param name="End">What the backend does behind it.</param>
internal sealed record AnswerBody(string[] Lines, string Wire, string Content, Verdict Verdict = Verdict.Whole, End End = End.Stays,
    string Version = "HTTP/1.1");

internal enum Verdict
{
    /// <summary>The client gets all of it.</summary>
    Whole,
    /// <summary>The client gets its head and what there is, and sees that it is not all.</summary>
    Cut,
    /// <summary>The client gets a 502.</summary>
    Refused,
}

internal enum End
{
    Stays,
    Closes,
    Resets,
}
