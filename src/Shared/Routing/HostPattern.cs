using System.Diagnostics.CodeAnalysis;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Routing;

/// <summary>Which hosts a route serves: one, all below one (<c>*.example.org</c>, at any depth, not the name itself), or all.</summary>
public sealed record HostPattern : ISettingText<HostPattern>
{
    private HostPattern(HostPatternKind kind, string name)
    {
        Kind = kind;
        Name = name;
    }

    /// <summary>Every host: <c>*</c>.</summary>
    public static HostPattern Default { get; } = new(HostPatternKind.Default, "");

    public HostPatternKind Kind { get; }

    /// <summary>The host in lower case, of a wildcard what follows <c>*.</c>; empty for the default. IPv6 has brackets.</summary>
    public string Name { get; }

    public override string ToString() => Kind switch
    {
        HostPatternKind.Exact => Name,
        HostPatternKind.Wildcard => $"*.{Name}",
        _ => "*",
    };

    /// <summary>Reads <c>example.org</c>, <c>*.example.org</c>, an IP literal, or <c>*</c>.</summary>
    /// <param name="error">What is wrong with the text, for the person who wrote it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out HostPattern? pattern, [NotNullWhen(false)] out string? error)
    {
        pattern = null;
        error = null;
        if (text == "*")
            pattern = Default;
        else if (text.StartsWith("*.", StringComparison.Ordinal) && HostName.IsValid(text.AsSpan(2)))
            pattern = new HostPattern(HostPatternKind.Wildcard, text[2..].ToLowerInvariant());
        else if (HostName.IsValid(text) || IsBracketedIPv6(text))
            pattern = new HostPattern(HostPatternKind.Exact, text.ToLowerInvariant());
        else
            error = Explain(text);
        return pattern is not null;
    }

    private static bool IsBracketedIPv6(string text) =>
        text is ['[', .., ']'] && HostName.IsIPv6(text.AsSpan(1, text.Length - 2));

    private static string Explain(string text)
    {
        if (text.Length == 0)
            return "the host is empty; write * for every host";
        if (text.Contains(':') && !text.Contains('['))
            return $"'{text}': a host pattern has no port; routes serve all listeners";
        if (text.Contains('*'))
            return $"'{text}': a wildcard stands for whole labels at the start, as in *.example.org";
        return text.Any(c => c > 127)
            ? $"'{text}': write an international name in its xn-- form"
            : $"'{text}' is no host name";
    }
}

/// <summary>Kinds of host patterns, the most specific first.</summary>
public enum HostPatternKind
{
    Exact,
    Wildcard,
    Default,
}
