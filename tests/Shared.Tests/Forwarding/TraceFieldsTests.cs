using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Forwarding;

public sealed class TraceFieldsTests
{
    [Fact]
    public void A_context_takes_the_place_of_any_other_and_of_nothing_else()
    {
        HeaderFields fields = [new("Host", "a"), new("TraceParent", "old"), new("tracestate", "b=1"), new("TRACESTATE", "c=1"),
            new("X", "1")];

        Assert.Equal([new("Host", "a"), new("X", "1"), new("traceparent", "new"), new("tracestate", "d=1")],
            TraceFields.Set(fields, "new", "d=1"));
        Assert.Equal([new("Host", "a"), new("X", "1"), new("traceparent", "new")], TraceFields.Set(fields, "new", ""));
    }

    [Fact] // W3C Trace Context section 3.2
    public void More_than_one_parent_is_none()
    {
        Assert.Equal("a", TraceFields.ParentOf([new("TraceParent", "a")]));
        Assert.Null(TraceFields.ParentOf([new("traceparent", "a"), new("traceparent", "a")]));
        Assert.Null(TraceFields.ParentOf(HeaderFields.Empty));
    }
}
