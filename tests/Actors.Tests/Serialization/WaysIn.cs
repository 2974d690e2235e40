using System.IO.Compression;
using System.Text;
using ActorProxy.Actors.Tests.Harness;
using Akka.Util;

namespace ActorProxy.Actors.Tests.Serialization;

/// <summary>
/// Messages by which a stranger has objects made, or types looked up, in a process with Akka's serializers as they are: each
/// kind of message that holds another one, or the name of a type. See <see cref="StrangerTests"/>.
/// </summary>
internal static class WaysIn
{
    private static int _last;

    /// <summary>By what they are: a payload, anew at each call.</summary>
    public static IReadOnlyDictionary<string, Func<byte[]>> All { get; } = new Dictionary<string, Func<byte[]>>
    {
        ["JSON"] = Json,
        ["a protobuf message"] = () => Proto.Payload(2, typeof(Made).TypeQualifiedName(), []),
        ["the type of null"] = () => Proto.Payload(0, Unknown(), []),
        ["the type of bytes"] = () => Proto.Payload(4, Unknown(), []),
        ["a type of Akka's JSON"] = () => Proto.Payload(1, Unknown(), "{}"u8.ToArray()),
        ["in a selection"] = () => Stranger.Selection("/user/probe", Json()),
        ["in a selection in a selection"] = () => Stranger.Selection("/user/probe", Stranger.Selection("/user/probe", Json())),
        ["in Identify"] = () => Proto.Payload(16, "ID", Proto.Message((1, Json()))),
        ["in ActorIdentity"] = () => Proto.Payload(16, "AID", Proto.Message((1, Json()))),
        ["in Status.Success"] = () => Proto.Payload(16, "STS", Proto.Message((1, Json()))),
        ["the exception of Status.Failure"] = () => Proto.Payload(16, "STF", Proto.Message((1, Exception()), (2, Proto.Message()))),
        ["a field of an exception"] = () => Proto.Payload(16, "STF", Proto.Message((1, Proto.Message(
            (1, typeof(Exception).TypeQualifiedName()), (5, Proto.Message()), (6, Proto.Message((1, "field"), (2, Json()))))),
            (2, Proto.Message()))),
        ["the exception of a system message"] = () =>
            Proto.Payload(22, "Akka.Dispatch.SysMsg.Recreate, Akka", Proto.Message((1, Exception()))),
        ["the type of a system message"] = () => Proto.Payload(22, Unknown(), []),
        ["the resizer of a pool"] = () => Proto.Payload(16, "RORRP", Proto.Message((4, Json()))),
        ["the resizer of FromConfig"] = () => Proto.Payload(16, "FC", Proto.Message((1, Json()))),
        ["the pool of a remote router"] = () => Proto.Payload(16, "RORRC", Proto.Message((1, Json()))),
        ["the pool of a cluster's router"] = () => Proto.Payload(5, "Akka.Cluster.Routing.ClusterRouterPool, Akka.Cluster",
            Proto.Message((1, Proto.Message((1, 1), (2, ""), (3, JsonBytes()))))),
        ["the class of a remote deployment"] = () => Proto.Payload(3, "", Proto.Message((1, Proto.Message((3, Unknown()))))),
        ["an argument of a remote deployment"] = () => Proto.Payload(3, "", Proto.Message((1, Proto.Message(
            (3, typeof(Made).TypeQualifiedName()), (4, JsonBytes()), (5, ""), (6, 1), (7, 0))))),
        ["an envelope of sharding"] = () => Proto.Payload(13, "a", Proto.Message((1, "host"), (2, Json()))),
        ["a snapshot"] = () =>
            Proto.Payload(8, "Akka.Persistence.Serialization.Snapshot, Akka.Persistence", Proto.Message((1, 1), (2, JsonBytes()))),
        ["the type of reliable delivery"] = () => Proto.Payload(36, "a", Proto.Message((9, Proto.Message((1, Unknown()))))),
        ["replicated data"] = () => Written(Proto.OtherMessage(1, "", JsonBytes())),
        ["the type of a replicated set"] = () => Replicated("B", Proto.Message((2, OtherType()))),
        ["the type of a replicated register"] = () => Replicated("E", Proto.Message((4, OtherType()))),
        ["the type of a replicated set with removals"] = () =>
            Replicated("C", Packed(Proto.Message((2, OtherType()), (1, Proto.Message())))),
        ["the type of a change of it"] = () => Replicated("Ca", Proto.Message((2, OtherType()), (1, Proto.Message()))),
        ["the type of changes of it"] = () => Replicated("Cg", Proto.Message((2, OtherType()))),
        ["the type of one of several changes of it"] = () =>
            Replicated("Cg", Proto.Message((1, Proto.Message((1, 0), (2, Proto.Message((2, OtherType()), (1, Proto.Message()))))))),
        ["the type of a key"] = () => Replicated("b", Proto.Message((1, "key"), (3, OtherType()))),
        ["the type of a register's key"] = () => Replicated("e", Proto.Message((1, "key"), (4, OtherType()), (3, OtherType()))),
        ["the state of a register"] = () => Replicated("E", Proto.Message(
            (2, Proto.Message((1, Proto.Message((1, "127.0.0.1"), (2, 9))))), (3, Proto.OtherMessage(1, "", JsonBytes())),
            (4, Proto.Message((1, 4), (2, "Akka.Cluster.Sharding.ShardCoordinator+CoordinatorState, Akka.Cluster.Sharding"))))),
    };

    /// <summary>A write of replicated data.</summary>
    public static byte[] Replicated(string manifest, byte[] bytes) => Written(Proto.OtherMessage(11, manifest, bytes));

    public static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal))
            zip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>Whether it is one that <see cref="Unknown"/> gave.</summary>
    public static bool IsUnknown(string? assembly) => assembly?.StartsWith("ActorProxy.LookedUp", StringComparison.Ordinal) == true;

    private static byte[] Written(byte[] data) =>
        Proto.Payload(12, "I", Proto.Message((1, "key"), (2, Proto.Message((1, data)))));

    private static byte[] Json() => Proto.Payload(1, "", JsonBytes());

    private static byte[] JsonBytes() => Encoding.UTF8.GetBytes($$"""{"$id":"1","$type":"{{typeof(Made).TypeQualifiedName()}}"}""");

    private static byte[] Exception() => Proto.Message((1, typeof(MadeException).TypeQualifiedName()), (5, Proto.Message()));

    private static byte[] OtherType() => Proto.Message((1, 4), (2, Unknown()));

    /// <summary>A type of an assembly that there is not, of another name at each call: the runtime tells when it is looked for.</summary>
    private static string Unknown() => $"Any.Type, ActorProxy.LookedUp{Interlocked.Increment(ref _last)}";
}
