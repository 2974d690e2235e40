using System.Text;

namespace ActorProxy.Node.Tests.Gateway.Http1.Grid;

/// <summary>One request of the grid: what is sent, and what RFC 9110 and 9112 let become of it.</summary>
/// <param name="Head">Method, target and what stands for the host.</param>
/// <param name="Fields">Field lines besides Host and framing.</param>
/// <param name="Body">Framing and body.</param>
/// <param name="Pieces">In how many pieces it is sent.</param>
internal sealed record RequestCase(int Number, Line Head, FieldSet Fields, Framing Body, int Pieces)
{
    /// <summary>Whether it has to be refused.</summary>
    public bool IsBad => Head.Sent is null || Fields.IsBad || Body.Content is null;

    public byte[] Raw => Encoding.Latin1.GetBytes(string.Join("\r\n",
        [Head.Text, $"Host: {Head.Host}", $"X-Case: {Number}", .. Fields.Lines, .. Body.Lines, "", Body.Wire]));

    public override string ToString() => Encoding.Latin1.GetString(Raw);

    /// <summary>The pieces, cut where parsers are easily led astray: within line ends and sizes as well.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Cut()
    {
        var raw = Raw;
        var length = Math.Max(1, (raw.Length + Pieces - 1) / Pieces);
        for (var at = 0; at < raw.Length; at += length)
            yield return raw.AsMemory(at, Math.Min(length, raw.Length - at));
    }
}

/// <summary>A request line with its Host.</summary>
/// <param name="Sent">Method and target as the backend is to see them; null where the request is refused.</param>
internal sealed record Line(string Text, string Host, string? Sent);

/// <summary>Field lines.</summary>
/// <param name="Passed">Name and value of those that the backend is to see, in their order.</param>
internal sealed record FieldSet(string[] Lines, string[] Passed, bool IsBad = false);

/// <summary>How a body is framed.</summary>
/// <param name="Wire">Its bytes.</param>
/// <param name="Content">What the backend is to read; null where the request is refused.</param>
/// <param name="Trailers">Of those that are sent, what the backend is to see.</param>
internal sealed record Framing(string[] Lines, string Wire, string? Content, params string[] Trailers);
