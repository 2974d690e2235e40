using System.Diagnostics.CodeAnalysis;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.Rewriting;

/// <summary>What the backend sees as Host.</summary>
/// <param name="Value">The Host that replaces the client's (<c>uri-host [":" port]</c>), or null to pass the client's as it is.</param>
[Setting("The Host that the backend sees: pass for the client's, or another one.", Key = "host-header", Example = "pass", Tunnels = true)]
public sealed record HostRewrite(string? Value) : IPolicy, ISettingText<HostRewrite>
{
    public HostRewrite()
        : this((string?)null)
    {
    }

    private const string Pass = "pass";

    public static readonly HostRewrite PassThrough = new();

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
