using System.Collections.Concurrent;
using ActorProxy.Actors.Connections;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A gateway that keeps what it is handed, and tells the owner what the test says.</summary>
internal sealed class FakeGateway : IHttpGateway
{
    private readonly TaskCompletionSource<Borrowed> _borrowed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool WasAsked => _borrowed.Task.IsCompleted;

    /// <summary>The first connection that was handed over.</summary>
    public Task<Borrowed> BorrowedAsync() => _borrowed.Task.WaitAsync(Peer.Timeout);

    public IHttpConnection Serve(HttpHandOver connection)
    {
        var borrowed = new Borrowed(connection);
        _borrowed.TrySetResult(borrowed);
        return borrowed;
    }

    internal sealed class Borrowed(HttpHandOver given) : IHttpConnection
    {
        public HttpHandOver Given => given;

        /// <summary>What the owner asked for: <c>drain</c>, or the reason of a cut.</summary>
        public ConcurrentQueue<string> Orders { get; } = new();

        public void Drain() => Orders.Enqueue("drain");

        public void Cut(TerminationReason reason, string? id = null)
        {
            Orders.Enqueue(reason.Name());
            given.Client.Abort();
            Tell(new HttpEnded(Cut: true, Task.CompletedTask));
        }

        public void Tell(object message) => given.Owner.Tell(message, ActorRefs.NoSender);

        /// <summary>Sends as the gateway would: on the loop.</summary>
        public async Task SendAsync(string latin1)
        {
            var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            given.Client.Loop.Post(async () =>
            {
                await given.Client.WriteAsync(System.Text.Encoding.Latin1.GetBytes(latin1));
                sent.SetResult();
            });
            await sent.Task.WaitAsync(Peer.Timeout);
        }
    }
}
