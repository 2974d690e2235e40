using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Forwarding;

/// <summary>The fields that carry a trace's context (W3C Trace Context).</summary>
public static class TraceFields
{
    public const string Parent = "traceparent";

    public const string State = "tracestate";

    /// <summary>The one <c>traceparent</c> of a request, unread; null where there is none, or more than one (section 3.2).</summary>
    public static string? ParentOf(HeaderFields fields) => fields.CountOf(Parent) == 1 ? fields.First(Parent) : null;

    /// <summary>The fields with this context in the place of any other.</summary>
    /// <param name="state">Null or empty for none.</param>
    public static HeaderFields Set(HeaderFields fields, string parent, string? state)
    {
        var kept = fields.Where(f => !Is(f, Parent) && !Is(f, State)).Append(new HeaderField(Parent, parent));
        return string.IsNullOrEmpty(state) ? [.. kept] : [.. kept, new HeaderField(State, state)];
    }

    private static bool Is(HeaderField field, string name) => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
