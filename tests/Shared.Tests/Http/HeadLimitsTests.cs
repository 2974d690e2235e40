using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Tests.Http;

public class HeadLimitsTests
{
    private static readonly RequestHead Head = new("GET", "/abc", [new("Host", "h"), new("Cookie", "a=1; b=2")]);

    [Fact(DisplayName = "RFC 6585 5: a head counts as HTTP/1.1 has it, and one of exactly the limit is accepted")]
    public void Bytes()
    {
        var length = HeadBytes.Written(Head).Length;
        Assert.Null(new HeadLimits(length).Exceeded(Head));
        Assert.Equal(TerminationReason.HeadTooLarge, new HeadLimits(length - 1).Exceeded(Head)?.Reason);
    }

    [Fact(DisplayName = "RFC 6585 5: so do its fields")]
    public void Fields()
    {
        Assert.Null(new HeadLimits(MaxFields: 2).Exceeded(Head));
        Assert.Equal(TerminationReason.HeadTooLarge, new HeadLimits(MaxFields: 1).Exceeded(Head)?.Reason);
    }

    [Fact(DisplayName = "RFC 9110 15.5.15: and its target")]
    public void Target()
    {
        Assert.Null(new HeadLimits(MaxTargetBytes: 4).Exceeded(Head));
        Assert.Equal(TerminationReason.TargetTooLong, new HeadLimits(MaxTargetBytes: 3).Exceeded(Head)?.Reason);
    }
}
