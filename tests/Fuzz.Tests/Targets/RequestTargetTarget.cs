using System.Text;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Request targets, of a request whose Host is <c>h:8080</c>, and the patterns that paths are matched with.</summary>
internal sealed class RequestTargetTarget() : FuzzTarget("request-targets",
    "Shared/Http/RequestTarget.cs", "Shared/Routing/RequestPath.cs", "Shared/Routing/DotSegmentRules.cs", "Shared/Routing/PathPattern.cs",
    "Shared/Policies/Rewriting/PathRewrite.cs")
{
    private static readonly Authority Host = new("h", 8080);

    public override int MaxLength => 512;

    public override IReadOnlyList<string> Dictionary { get; } =
        ["/", "//", ".", "..", "/..;", "%2e", "%2E", "%2f", "%5c", "%3b", "%41", "%7e", "%", "%0", "?", "#", "\\", ";", "http://h:8080",
        "WSS://H:8080/", "http://", "*", "h:8080", "@"];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        var text = Encoding.Latin1.GetString(input);
        CheckPattern(text);
        if (!RequestTarget.TryReduce(text, Host, out var origin, out var error))
        {
            Judge.That(error.Length > 0, "What is refused has a reason.");
            return Verdict.Refused;
        }
        Judge.That(origin[0] == '/' && text.EndsWith(origin.TrimStart('/'), StringComparison.Ordinal),
            "The origin-form is the end of the target.");
        Judge.That(RequestTarget.TryReduce(origin, Host, out var again, out _) && again == origin, "An origin-form stays as it is.");
        CheckResolved(origin);
        if (!RequestPath.TryNormalize(origin, out var path, out var pathError))
        {
            Judge.That(pathError.Length > 0, "What is refused has a reason.");
            return Verdict.Refused;
        }
        Judge.That(RequestPath.TryNormalize(path.Path + path.Query, out var normal, out _) && normal == path,
            "What is normal stays as it is.");
        Judge.That(!HasDotSegment(path.Path), "A path has no dot segment, however it is decoded.");
        Judge.That(Encoding.Latin1.GetByteCount(path.Path) <= origin.Length && !path.Path.Contains('?'),
            "A path is no longer than it was, and no query.");
        // What a rule for /a leaves must be a path again.
        if (path.Path == "/a" || path.Path.StartsWith("/a/", StringComparison.Ordinal))
        {
            var rewritten = PathRewrite.Replace("/b/c").Apply(origin, "/a");
            Judge.That(RequestPath.TryNormalize(rewritten, out var moved, out _) && moved.Path == $"/b/c{path.Path[2..]}"
                && moved.Query == path.Query, "A rewritten path is the same behind its prefix.");
        }
        return Verdict.Accepted;
    }

    private static void CheckResolved(string origin)
    {
        if (!RequestPath.TryNormalize(origin, DotSegments.Resolve, out var path, out var error))
        {
            Judge.That(error.Length > 0, "What is not resolved has a reason.");
            return;
        }
        Judge.That(!HasDotSegment(path.Path), "A resolved path has no dot segment, however it is decoded.");
        Judge.That(RequestPath.TryNormalize(RequestPath.Resolved(origin), out var again, out _) && again == path,
            "What is rewritten of a target is what its route was found by.");
        var read = ByTheLetter(origin.Split('?')[0].Replace("%2e", ".", StringComparison.OrdinalIgnoreCase));
        Judge.That(RequestPath.TryNormalize(read, out var other, out _) && other.Path == path.Path,
            "Who resolves by the letter of RFC 3986 section 5.2.4 comes to the same path.");
    }

    private static void CheckPattern(string text)
    {
        if (PathPattern.TryExact(text, out var exact, out _))
            Judge.That(PathPattern.TryExact(exact.Value, out var again, out _) && again == exact,
                "A path that is written reads back as it.");
        if (PathPattern.TryPrefix(text, out var prefix, out _))
            Judge.That(PathPattern.TryPrefix(prefix.Value, out var again, out _) && again == prefix,
                "A prefix that is written reads back as it.");
    }

    /// <summary>The routine of that section: what begins the input is moved to the output, or left out, one segment at a time.</summary>
    private static string ByTheLetter(string input)
    {
        var output = "";
        while (input.Length > 0)
        {
            var isUp = input == "/.." || input.StartsWith("/../", StringComparison.Ordinal);
            if (isUp || input == "/." || input.StartsWith("/./", StringComparison.Ordinal))
            {
                output = isUp ? output[..Math.Max(0, output.LastIndexOf('/'))] : output;
                input = input[(isUp ? 3 : 2)..] is { Length: > 0 } rest ? rest : "/";
                continue;
            }
            var end = input.IndexOf('/', 1) is var slash and >= 0 ? slash : input.Length;
            (output, input) = (output + input[..end], input[end..]);
        }
        return output;
    }

    // As lax backends may see it: escapes decoded once, a backslash as a slash, parameters dropped.
    private static bool HasDotSegment(string path)
    {
        foreach (var segment in Uri.UnescapeDataString(path).Replace('\\', '/').Split('/'))
        {
            if (segment.Split(';')[0] is "." or "..")
                return true;
        }
        return false;
    }
}
