namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>
/// A backend that sends every message back as it came, and knows one subprotocol, <c>echo.v2</c>. On the text
/// <c>ping:TEXT</c> it sends a ping and, when that is answered, <c>pong:TEXT</c>; on <c>close:CODE:REASON</c> it closes.
/// </summary>
internal interface IEchoBackend : IAsyncDisposable
{
    Uri Url { get; }

    /// <summary>The report on the next connection that has ended.</summary>
    Task<BackendReport> ReportAsync();
}
