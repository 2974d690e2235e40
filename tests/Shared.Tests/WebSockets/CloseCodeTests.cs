using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Shared.Tests.WebSockets;

public sealed class CloseCodeTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(999, false)]
    [InlineData(1000, true)]
    [InlineData(1003, true)]
    [InlineData(1004, false)]
    [InlineData(1005, false)]
    [InlineData(1006, false)]
    [InlineData(1007, true)]
    [InlineData(1014, true)]
    [InlineData(1015, false)]
    [InlineData(2999, false)]
    [InlineData(3000, true)]
    [InlineData(4999, true)]
    [InlineData(5000, false)]
    public void RFC_6455_7_4_2_tells_which_codes_may_be_on_the_wire(int code, bool valid) =>
        Assert.Equal(valid, CloseCode.IsValidOnWire(code));

    [Fact]
    public void Every_code_that_a_termination_reason_asks_for_may_be_on_the_wire() =>
        Assert.All(
            Enum.GetValues<TerminationReason>().Select(reason => reason.CloseCode()).OfType<int>(),
            code => Assert.True(CloseCode.IsValidOnWire(code)));
}
