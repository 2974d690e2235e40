using ActorProxy.Interop.Tests.Conversations;

namespace ActorProxy.Interop.Tests.Edge;

/// <summary>What a page is to do.</summary>
/// <param name="UploadSize">Bytes, as in <see cref="Message"/>.</param>
/// <param name="Events">To follow before it has enough.</param>
/// <param name="Conversation">Over WebSocket.</param>
internal sealed record VisitPlan(Uri Page, int UploadSize, int Events, ClientPlan Conversation);
