using System.IO.Pipelines;
using ActorProxy.Transport;

namespace ActorProxy.Node.Gateway;

/// <summary>Runs the continuations of a pipe's side on an event loop.</summary>
internal sealed class LoopScheduler(EventLoop loop) : PipeScheduler
{
    public override void Schedule(Action<object?> action, object? state) => loop.Post(new Continuation(action, state));

    private sealed class Continuation(Action<object?> action, object? state) : IThreadPoolWorkItem
    {
        public void Execute() => action(state);
    }
}
