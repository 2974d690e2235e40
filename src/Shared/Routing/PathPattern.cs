using System.Diagnostics.CodeAnalysis;

namespace ActorProxy.Shared.Routing;

/// <summary>
/// Which paths a route serves: exactly one, or all that begin with given segments: <c>/chat</c> covers <c>/chat</c>,
/// <c>/chat/</c> and <c>/chat/room</c>, not <c>/chatter</c>. Compared ordinally with normalised paths.
/// </summary>
public sealed record PathPattern
{
    private PathPattern(PathPatternKind kind, string value)
    {
        Kind = kind;
        Value = value;
    }

    /// <summary>Every path.</summary>
    public static PathPattern All { get; } = new(PathPatternKind.Prefix, "/");

    public PathPatternKind Kind { get; }

    /// <summary>The normalised path; a prefix other than <c>/</c> ends without a slash.</summary>
    public string Value { get; }

    public override string ToString() => Kind == PathPatternKind.Exact ? $"={Value}" : Value;

    /// <param name="error">What is wrong with the text, for the person who wrote it.</param>
    public static bool TryExact(string path, [NotNullWhen(true)] out PathPattern? pattern, [NotNullWhen(false)] out string? error)
    {
        pattern = TryPath(path, out var normal, out error) ? new PathPattern(PathPatternKind.Exact, normal) : null;
        return pattern is not null;
    }

    /// <summary>A prefix of whole segments; one slash at its end says nothing and is dropped.</summary>
    /// <param name="error">What is wrong with the text, for the person who wrote it.</param>
    public static bool TryPrefix(string path, [NotNullWhen(true)] out PathPattern? pattern, [NotNullWhen(false)] out string? error)
    {
        pattern = null;
        if (!TryPath(path, out var normal, out error))
            return false;
        if (normal.EndsWith("//", StringComparison.Ordinal))
        {
            error = $"'{path}': a prefix cannot end with an empty segment";
            return false;
        }
        pattern = new PathPattern(PathPatternKind.Prefix, normal is [_, .., '/'] ? normal[..^1] : normal);
        return true;
    }

    private static bool TryPath(string path, [NotNullWhen(true)] out string? normal, [NotNullWhen(false)] out string? error)
    {
        normal = null;
        if (!RequestPath.TryNormalize(path, out var request, out error))
        {
            error = $"'{path}': {error}";
            return false;
        }
        if (request.Query.Length > 0)
        {
            error = $"'{path}': routes match paths, not queries";
            return false;
        }
        normal = request.Path;
        return true;
    }
}

/// <summary>Kinds of path patterns, the most specific first.</summary>
public enum PathPatternKind
{
    Exact,
    Prefix,
}
