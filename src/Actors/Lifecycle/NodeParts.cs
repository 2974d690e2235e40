using Akka.Actor;

namespace ActorProxy.Actors.Lifecycle;

/// <summary>What a node has started. It is ended the last first: when the start of another part fails, or with the node.</summary>
internal sealed class NodeParts : IAsyncDisposable
{
    private readonly Stack<Func<Task>> _stops = new();

    public T Keep<T>(T part) where T : IDisposable
    {
        _stops.Push(() =>
        {
            part.Dispose();
            return Task.CompletedTask;
        });
        return part;
    }

    /// <summary>Its own Dispose would block a thread. One that has ended by then is left alone.</summary>
    public ActorSystem Keep(ActorSystem system)
    {
        _stops.Push(system.Terminate);
        return system;
    }

    public T KeepAsync<T>(T part) where T : IAsyncDisposable
    {
        _stops.Push(() => part.DisposeAsync().AsTask());
        return part;
    }

    public async ValueTask DisposeAsync()
    {
        while (_stops.TryPop(out var end))
            await end();
    }
}
