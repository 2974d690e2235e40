using ActorProxy.Fuzz.Tests.Engine;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Every parser that reads bytes from outside. A target keeps what it has written: each is for one thread.</summary>
internal static class AllTargets
{
    /// <summary>New ones each time.</summary>
    public static IReadOnlyList<FuzzTarget> List =>
    [
        new RequestHeadTarget(), new ResponseHeadTarget(), new HeadReaderTarget(), new ExchangeTarget(), new RelayedAnswerTarget(),
        new Http2FieldTarget(),
        new Http2FrameTarget(), new AuthorityTarget(), new RequestTargetTarget(), new CookieTarget(),
        new BodyTarget(), new ProxyHeaderTarget(), new FrameTarget(), new TapTarget(), new DeflatedTapTarget(), new BackendUrlTarget(),
        new EndpointFileTarget(),
        new RouteDocumentTarget(), new AdminArgumentTarget(), new HoconTarget(),
    ];

    public static FuzzTarget Of(string name) => List.Single(t => t.Name == name);
}
