using System.Text;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>URLs of backends, and the patterns of hosts.</summary>
internal sealed class BackendUrlTarget()
    : FuzzTarget("backend-urls", "Shared/Backends/BackendAddress.cs", "Shared/Routing/HostPattern.cs", "Shared/Text/HostName.cs")
{
    public override int MaxLength => 300;

    public override IReadOnlyList<string> Dictionary { get; } =
        ["ws://", "wss://", "http://", "HTTPS://", "[", "]", "::1", "fe80::1%eth0", ":", ":80", ":443", ":65535", "@", "/", "?", "#",
        "127.0.0.1", "1", "0x1", "*.", "*", "_", "-", "."];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        var text = Encoding.UTF8.GetString(input);
        CheckPattern(text);
        if (!BackendAddress.TryParse(text, out var address, out var error))
        {
            Judge.That(error.Length > 0, "What is refused has a reason.");
            return Verdict.Refused;
        }
        Judge.That(BackendAddress.TryParse(address.ToString(), out var again, out _) && again == address
            && again.Literal?.ToString() == address.Literal?.ToString(), "An address that is written reads back as it.");
        Judge.That(Uri.TryCreate(address.ToString(), UriKind.Absolute, out var uri) && uri is { UserInfo: "", Query: "", AbsolutePath: "/" }
            && uri.Port == address.Port, "It is a URL, with the same port.");
        Judge.That(address.Literal is null || address.Literal.ToString() == address.Host || address.Host.Contains(':'),
            "An IPv4 address is read as it is written.");
        Judge.That(Shared.Http.Authority.TryParse(address.Authority, out _), "It can stand in a Host field.");
        return Verdict.Accepted;
    }

    private static void CheckPattern(string text)
    {
        if (!HostPattern.TryParse(text, out var pattern, out var error))
        {
            Judge.That(error.Length > 0, "What is refused has a reason.");
            return;
        }
        Judge.That(HostPattern.TryParse(pattern.ToString(), out var again, out _) && again == pattern,
            "A host pattern that is written reads back as it.");
        Judge.That(pattern.Kind == HostPatternKind.Default || Shared.Http.Authority.TryParse(pattern.Name, out _),
            "What a pattern is for can stand in a Host field.");
    }
}
