using ActorProxy.Actors.Accounting;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>A conversation through a proxy as all three have seen it.</summary>
internal sealed record Conversation(ClientOutcome Client, BackendReport Backend, ClosedEvent Proxy)
{
    /// <summary>All three agree on how it ended.</summary>
    public void AssertEnd(PlannedClose close)
    {
        var by = close.By == "client" ? TerminationSource.Client : TerminationSource.Backend;
        // At once: where they disagree, what each has seen says who is to blame.
        Assert.Equal(
            (close.Seen(), close.Seen(), new TunnelEnd(TerminationReason.Closed, by, close.Code, Cut: false)),
            (Client.Close, Backend.Close, Proxy.End));
    }

    /// <summary>Each message came back as it was, and the proxy has counted them, and no more.</summary>
    public void AssertEchoes(IReadOnlyList<Message> messages)
    {
        Assert.Equal(messages.Select(message => message.Echo()), Client.Received);
        Assert.Equal((messages.Count, messages.Count), (Proxy.Traffic.MessagesFromClient, Proxy.Traffic.MessagesFromBackend));
    }
}
