using System.Diagnostics.CodeAnalysis;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Forwarding;

/// <summary>What the backend sees as Host.</summary>
/// <param name="Value">The Host that replaces the client's (<c>uri-host [":" port]</c>), or null to pass the client's as it is.</param>
public sealed record HostRewrite(string? Value) : ISettingText<HostRewrite>
{
    private const string Pass = "pass";

    public static readonly HostRewrite PassThrough = new((string?)null);

    /// <param name="clientHost">The value of the client's Host field.</param>
    public string Apply(string clientHost) => Value ?? clientHost;

    public static bool TryParse(string text, [NotNullWhen(true)] out HostRewrite? value, [NotNullWhen(false)] out string? error)
    {
        value = text == Pass ? PassThrough : Authority.TryParse(text, out _) ? new HostRewrite(text) : null;
        error = value is null ? $"Host '{text}' is no host with an optional port" : null;
        return value is not null;
    }

    /// <summary><c>pass</c>, or the Host.</summary>
    public override string ToString() => Value ?? Pass;
}
