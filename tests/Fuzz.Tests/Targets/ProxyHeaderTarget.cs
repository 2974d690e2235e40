using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.ProxyProtocol;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>PROXY headers of both versions, and those that we write for backends.</summary>
internal sealed class ProxyHeaderTarget()
    : FuzzTarget("proxy-headers", "Shared/ProxyProtocol/ProxyHeaderParser.cs", "Shared/ProxyProtocol/ProxyHeaderWriter.cs",
    "Shared/ProxyProtocol/ProxyHeader.cs")
{
    public override int MaxLength => 512;

    public override IReadOnlyList<string> Dictionary { get; } =
    [
        "PROXY ", "TCP4 ", "TCP6 ", "UNKNOWN", "\r\n", "127.0.0.1", "::1", "2001:db8::", "::ffff:1.2.3.4", " 65535", " 0",
        "\r\n\r\n\0\r\nQUIT\n", "\x21\x11\x00\x0c", "\x21\x21\x00\x24", "\x20\x00\x00\x00",
    ];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        var result = HeadSplits.Parse(input, ProxyHeaderParser.Parse, ref rng);
        if (result.IsComplete)
        {
            var header = result.Head;
            Judge.That(header.Source is null == header.Destination is null, "Both addresses are told, or none.");
            Judge.That(header.Source?.AddressFamily == header.Destination?.AddressFamily, "Both addresses are of one family.");
            CheckWritten(ProxyProtocolMode.V1, header);
            CheckWritten(ProxyProtocolMode.V2, header);
            Judge.That(ProxyHeaderWriter.Write(ProxyProtocolMode.Off, header).Length == 0, "Off writes nothing.");
        }
        return HeadSplits.Verdict(result.Status);
    }

    private static void CheckWritten(ProxyProtocolMode mode, ProxyHeader header)
    {
        var bytes = ProxyHeaderWriter.Write(mode, header);
        var read = ProxyHeaderParser.Parse(bytes);
        Judge.That(read.IsComplete && read.Consumed == bytes.Length, "A header that is written is one whole header.");
        Judge.That(read.Head.Equals(Plain(header)), "A header that is written reads back as it.");
    }

    // IPv4 in IPv6 is written as what it is.
    private static ProxyHeader Plain(ProxyHeader header) =>
        header is { Source: { } source, Destination: { } destination } && source.Address.IsIPv4MappedToIPv6
            && destination.Address.IsIPv4MappedToIPv6
            ? new ProxyHeader(new(source.Address.MapToIPv4(), source.Port), new(destination.Address.MapToIPv4(), destination.Port))
            : header;
}
