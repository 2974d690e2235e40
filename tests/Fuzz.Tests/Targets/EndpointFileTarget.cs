using System.Text;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Shared.Names;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Files that list endpoints; and the system's files of names, which take any text.</summary>
internal sealed class EndpointFileTarget() : FuzzTarget("endpoint-files",
    "Shared/Backends/Endpoints/EndpointFile.cs", "Shared/Names/ResolverFile.cs", "Shared/Names/HostsFile.cs")
{
    public override int MaxLength => 400;

    public override IReadOnlyList<string> Dictionary { get; } =
        ["\n", " ", "#", ":", ":80", "[", "]", "::1", "10.0.0.1", "weight=", "priority=", "zone=", "nameserver ", "search ", "domain ",
        "options ", "ndots:", "a.example"];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        var text = Encoding.UTF8.GetString(input);
        CheckSystemFiles(text);
        if (!EndpointFile.TryParse(text, out var endpoints, out var error))
        {
            Judge.That(error.Length > 0 && endpoints.IsEmpty, "What is refused has a reason, and no endpoint.");
            return Verdict.Refused;
        }
        Judge.That(!endpoints.IsEmpty && endpoints.All(endpoint => (endpoint.At is null) != (endpoint.Host is null)),
            "Each endpoint has an address or a name.");
        var written = string.Join('\n', endpoints.Select(Line));
        Judge.That(EndpointFile.TryParse(written, out var again, out _) && again.SequenceEqual(endpoints),
            "A list that is written reads back as it.");
        return Verdict.Accepted;
    }

    private static string Line(Endpoint endpoint)
    {
        var isBracketed = endpoint.Port is not null && $"{endpoint.At}".Contains(':');
        var address = endpoint.Host ?? (isBracketed ? $"[{endpoint.At}]" : $"{endpoint.At}");
        return $"{address}{(endpoint.Port is { } port ? $":{port}" : "")}{(endpoint.Weight is { } weight ? $" weight={weight}" : "")}"
            + $" priority={endpoint.Priority}{(endpoint.Zone is { } zone ? $" zone={zone}" : "")}";
    }

    private static void CheckSystemFiles(string text)
    {
        var resolver = ResolverFile.Parse(text);
        var names = resolver.NamesOf("a.example").ToList();
        Judge.That(names.Contains("a.example") && names.Count == resolver.Search.Length + 1, "A name is looked for as it is, too.");
        Judge.That(HostsFile.Parse(text).AddressesOf("a.example") is not null, "A name has addresses, or none.");
    }
}
