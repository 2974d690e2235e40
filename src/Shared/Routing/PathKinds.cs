using System.Diagnostics.CodeAnalysis;
using ActorProxy.Shared.Settings.Kinds;

namespace ActorProxy.Shared.Routing;

/// <summary>Prefixes of whole segments.</summary>
internal sealed class PrefixKind : TextKind<PathPattern>
{
    protected override bool TryRead(string text, [NotNullWhen(true)] out PathPattern? value, [NotNullWhen(false)] out string? error) =>
        PathPattern.TryPrefix(text, out value, out error);

    protected override string Format(PathPattern value) => value.Value;
}

/// <summary>Paths.</summary>
internal sealed class ExactPathKind : TextKind<PathPattern>
{
    protected override bool TryRead(string text, [NotNullWhen(true)] out PathPattern? value, [NotNullWhen(false)] out string? error) =>
        PathPattern.TryExact(text, out value, out error);

    protected override string Format(PathPattern value) => value.Value;
}
