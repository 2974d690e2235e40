using System.IO.Compression;
using ActorProxy.Shared.Registry;
using Google.Protobuf;

namespace ActorProxy.Actors.Serialization;

/// <summary>
/// Looks at replicated data of Akka.DistributedData before its serializer does, which makes generic values of whichever types
/// the bytes name, and unpacks whatever they unpack to.
/// </summary>
internal static class ReplicatedBytes
{
    public const string TooMuch = "it unpacks to more than any node sends, or not at all";

    /// <summary>Bytes: 16 times the largest frame between nodes; what nodes replicate is far smaller.</summary>
    public const int MaxUnpacked = 64 * HostRegistry.MaxSize;

    // Numbers of fields, outermost first, to the name of the type of elements; as ReplicatedDataMessages.proto of Akka.NET 1.5 has them.
    private const int NameOfType = 2;

    public static readonly int[] OfSet = [2, NameOfType];
    public static readonly int[] OfSetsInGroup = [1, 2, 2, NameOfType];
    public static readonly int[] OfRegister = [4, NameOfType];

    public static bool Unpacks(byte[] packed) => TryUnpack(packed, out _);

    public static bool TryUnpack(byte[] packed, out byte[] unpacked)
    {
        unpacked = [];
        try
        {
            using var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var output = new MemoryStream();
            Span<byte> buffer = stackalloc byte[4096];
            while (zip.Read(buffer) is > 0 and var read)
            {
                if (output.Length + read > MaxUnpacked)
                    return false;
                output.Write(buffer[..read]);
            }
            unpacked = output.ToArray();
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>
    /// What is wrong where the message names a type other than the allowed one: Akka would look it up. Null where it names none.
    /// </summary>
    /// <param name="path">To the name, at each of its places.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no message.</exception>
    public static string? OtherType(byte[] message, ReadOnlySpan<int> path, string allowed = "")
    {
        var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) != path[0] || WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited)
                input.SkipLastField();
            else if (path.Length > 1 && OtherType(input.ReadBytes().ToByteArray(), path[1..], allowed) is { } problem)
                return problem;
            else if (path.Length == 1 && input.ReadString() is { Length: > 0 } name && name != allowed)
                return "it names a type";
        }
        return null;
    }
}
