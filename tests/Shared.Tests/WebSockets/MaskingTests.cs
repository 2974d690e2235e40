using ActorProxy.Shared.WebSockets;
using CsCheck;

namespace ActorProxy.Shared.Tests.WebSockets;

public sealed class MaskingTests
{
    [Fact]
    public void RFC_6455_5_3_byte_i_is_masked_with_key_byte_i_modulo_4() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.UInt, Gen.Int[0, 1_000_000], Gen.Int[0, 9]).Sample((data, key, offset, start) =>
        {
            start = Math.Min(start, data.Length);
            var expected = data.Select((b, i) => i < start ? b : (byte)(b ^ (byte)(key >> (24 - 8 * ((offset + i - start) % 4)))))
                .ToArray();
            Masking.Apply(data.AsSpan(start), key, offset);
            Assert.Equal(expected, data);
        }, iter: 2000);
}
