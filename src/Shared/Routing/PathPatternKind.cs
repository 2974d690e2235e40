namespace ActorProxy.Shared.Routing;

/// <summary>Kinds of path patterns, the most specific first.</summary>
public enum PathPatternKind
{
    Exact,
    Prefix,
}
