using CsCheck;

namespace ActorProxy.Shared.Tests.WebSockets;

internal static class RawFrameGen
{
    private static readonly Gen<byte[]> Payload = Gen.Frequency(
        (8, Gen.Byte.Array[0, 125]),
        (2, Gen.Byte.Array[126, 400]),
        (1, Gen.Int[65530, 65550].Select(length => new byte[length])));

    private static readonly Gen<uint?> Key = Gen.OneOf(Gen.Const((uint?)null), Gen.UInt.Select(key => (uint?)key));

    /// <summary>Any frame whose length field is honest: reserved opcodes, stray continuations and long control frames too.</summary>
    public static readonly Gen<RawFrame> Any =
        Gen.Select(Gen.Byte, Payload, Key, Gen.OneOfConst(0, 0, 0, 2, 8),
            (first, payload, key, form) => new RawFrame(first, payload, key, form));

    /// <summary>Frames of which most are small and right, as in a relay's ordinary traffic.</summary>
    public static readonly Gen<RawFrame> Ordinary =
        Gen.Select(Gen.OneOfConst<byte>(0x81, 0x82, 0x01, 0x80, 0x00, 0x89, 0x8A, 0xC1), Gen.Byte.Array[0, 125], Key,
            (first, payload, key) => new RawFrame(first, payload, key));

    public static readonly Gen<int[]> Cuts = Gen.OneOf(
        Gen.Int[1, 5].Array[1, 8], Gen.Int[1, 300].Array[1, 8], Gen.Int[1, 100_000].Array[1, 4]);
}
