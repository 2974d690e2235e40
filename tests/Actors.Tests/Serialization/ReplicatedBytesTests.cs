using ActorProxy.Actors.Serialization;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Actors.Tests.Serialization;

public sealed class ReplicatedBytesTests
{
    [Fact]
    public void A_type_is_found_at_each_of_its_places()
    {
        static byte[] Type(string name) => Proto.Message((1, 4), (2, name));

        Assert.Null(ReplicatedBytes.OtherType(Proto.Message((1, Proto.Message()), (2, Proto.Message((1, 2))), (4, "a")),
            ReplicatedBytes.OfSet));
        Assert.Null(ReplicatedBytes.OtherType(Proto.Message((4, Type("Our.State"))), ReplicatedBytes.OfRegister, "Our.State"));
        Assert.Null(ReplicatedBytes.OtherType(Proto.Message((3, Type("X"))), ReplicatedBytes.OfRegister));
        Assert.NotNull(ReplicatedBytes.OtherType(Proto.Message((4, Type("Our.State2"))), ReplicatedBytes.OfRegister, "Our.State"));
        // A field that comes twice is one whose parts are merged: the last name holds.
        Assert.NotNull(ReplicatedBytes.OtherType(Proto.Message((4, Type("Our.State")), (4, Type("X"))), ReplicatedBytes.OfRegister,
            "Our.State"));
        Assert.NotNull(ReplicatedBytes.OtherType(Proto.Message((4, Type("X")), (4, Type("Our.State"))), ReplicatedBytes.OfRegister,
            "Our.State"));
        Assert.NotNull(ReplicatedBytes.OtherType(Proto.Message((4, Proto.Message((2, "Our.State"), (2, "X")))), ReplicatedBytes.OfRegister,
            "Our.State"));
        var group = Proto.Message((1, Proto.Message((2, Proto.Message((2, Type("")))))),
            (1, Proto.Message((2, Proto.Message((2, Type("X")))))));
        Assert.NotNull(ReplicatedBytes.OtherType(group, ReplicatedBytes.OfSetsInGroup));
    }

    [Fact]
    public void What_is_packed_unpacks_to_a_bound_and_not_beyond()
    {
        Assert.True(ReplicatedBytes.TryUnpack(WaysIn.Packed(new byte[ReplicatedBytes.MaxUnpacked]), out var unpacked));
        Assert.Equal(ReplicatedBytes.MaxUnpacked, unpacked.Length);
        Assert.False(ReplicatedBytes.Unpacks(WaysIn.Packed(new byte[ReplicatedBytes.MaxUnpacked + 1])));
        Assert.False(ReplicatedBytes.Unpacks([1, 2, 3]));
    }
}
