using System.Collections.Frozen;
using Akka.Actor;
using Akka.Serialization;

namespace ActorProxy.Actors.Serialization;

/// <summary>
/// Lets through what <see cref="AcceptedMessages"/> has of one serializer, in both directions: what no node would take is not
/// sent either. It takes manifests as they are, so that Akka looks up no type that a message names.
/// </summary>
/// <param name="inner">Reads and writes.</param>
/// <param name="accepted">By manifest; null for all.</param>
internal sealed class AcceptingSerializer(ExtendedActorSystem system, Serializer inner,
    FrozenDictionary<string, AcceptedManifest>? accepted)
    : SerializerWithStringManifest(system)
{
    /// <summary>
    /// Messages within messages: a question in a selection has three. Each has its own serializer, which Akka calls within that
    /// of the one around it, however many there are: some thousands would overflow the stack and end the process.
    /// </summary>
    private const int MaxDepth = 16;

    [ThreadStatic]
    private static int _depth;

    public override int Identifier { get; } = inner.Identifier;

    public override string Manifest(object o) => Akka.Serialization.Serialization.ManifestFor(inner, o);

    /// <exception cref="NotSupportedException">No node would take it.</exception>
    public override byte[] ToBinary(object obj) =>
        accepted is null || accepted.ContainsKey(Manifest(obj))
            ? inner.ToBinary(obj)
            : throw new NotSupportedException($"{obj.GetType()} is not among the messages that nodes take from each other");

    /// <exception cref="RefusedMessageException">It, or one in it, is none that a node takes.</exception>
    public override object FromBinary(byte[] bytes, string? manifest)
    {
        manifest ??= "";
        AcceptedManifest? kind = null;
        if (accepted is not null && !accepted.TryGetValue(manifest, out kind))
            throw new RefusedMessageException(Identifier, "it is not among the messages that a node takes");
        if (kind?.Problem?.Invoke(bytes) is { } problem)
            throw new RefusedMessageException(Identifier, problem);
        if (_depth == MaxDepth)
            throw new RefusedMessageException(Identifier, $"it is in more than {MaxDepth} messages");
        _depth++;
        try
        {
            return inner is SerializerWithStringManifest named ? named.FromBinary(bytes, manifest) : inner.FromBinary(bytes, kind?.Type);
        }
        catch (Exception wrapped) when (wrapped is not RefusedMessageException && RefusedMessageException.In(wrapped) is { } refused)
        {
            throw refused;
        }
        finally
        {
            _depth--;
        }
    }
}
