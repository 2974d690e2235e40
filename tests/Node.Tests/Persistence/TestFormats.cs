using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Node.Tests.Persistence;

/// <summary>An event of a test.</summary>
internal sealed record Put(string Key, int Value) : IWireMessage;

/// <summary>All that a test's registry has: an event that takes the place of those before it, and an answer.</summary>
internal sealed record Entries(ImmutableSortedDictionary<string, int> Values) : IWireMessage;

[JsonSerializable(typeof(Put))]
[JsonSerializable(typeof(Entries))]
internal sealed partial class TestFormats : JsonSerializerContext
{
    public static WireCatalogue Catalogue => new(
        WireFormat.Json("test-put/1", Default.Put),
        WireFormat.Json("test-entries/1", Default.Entries));
}
