using System.Text;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Text;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Values of Host.</summary>
internal sealed class AuthorityTarget() : FuzzTarget("authorities", "Shared/Http/Authority.cs", "Shared/Text/HostName.cs")
{
    public override int MaxLength => 300;

    public override IReadOnlyList<string> Dictionary { get; } =
        ["[", "]", "::", ":", ".", "..", "::ffff:1.2.3.4", "127.0.0.1", "0x7f.1", "%25", "@", "localhost", "xn--", "_", "-", "65535",
        "00080"];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        var text = Encoding.Latin1.GetString(input);
        if (!Authority.TryParse(text, out var authority))
            return Verdict.Refused;
        Judge.That(FieldOracle.IsHost(text), "A Host is one for every reader.");
        Judge.That(authority.Port is null or (>= 0 and <= 65535), "A port is one.");
        Judge.That(Authority.TryParse(authority.ToString(), out var again) && again == authority,
            "An authority that is written reads back as it.");
        Judge.That(!authority.Host.AsSpan().ContainsAnyInRange('A', 'Z')
            && text.StartsWith(authority.Host, StringComparison.OrdinalIgnoreCase), "The host is that of the text, in lower case.");
        Judge.That(HostName.WithoutPort(text).TrimEnd('.').Equals(authority.Host.AsSpan().TrimEnd('.'), StringComparison.OrdinalIgnoreCase),
            "Both readers of Host find the same.");
        return Verdict.Accepted;
    }
}
