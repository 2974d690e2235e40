using System.Runtime.CompilerServices;

namespace ActorProxy.Transport;

/// <summary>Awaiting it continues on the loop: see <see cref="EventLoop.Enter"/>.</summary>
public readonly struct LoopAwaitable(EventLoop loop) : INotifyCompletion
{
    public bool IsCompleted => loop.InLoop;

    public LoopAwaitable GetAwaiter() => this;

    public void OnCompleted(Action continuation) => loop.Post(continuation);

    public void GetResult()
    {
    }
}
