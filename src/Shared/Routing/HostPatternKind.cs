namespace ActorProxy.Shared.Routing;

/// <summary>Kinds of host patterns, the most specific first.</summary>
public enum HostPatternKind
{
    Exact,
    Wildcard,
    Default,
}
