using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ActorProxy.Shared.Wire;

/// <summary>
/// How values of a type are written and read. What nodes of one version write, those of the next must read, and what is in
/// a database for ever: a format that changes in more than optional fields gets another manifest.
/// </summary>
/// <param name="Manifest">Name and version: <c>route-put/1</c>.</param>
public sealed record WireFormat(string Manifest, Type Type, Func<object, byte[]> Write, Func<byte[], object> Read)
{
    public static WireFormat Json<T>(string manifest, JsonTypeInfo<T> info) where T : IWireMessage => new(manifest, typeof(T),
        value => JsonSerializer.SerializeToUtf8Bytes((T)value, info),
        bytes => JsonSerializer.Deserialize(bytes, info) ?? throw new JsonException($"{manifest} is null"));
}
