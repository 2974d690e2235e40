using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ActorProxy.Actors.Directory;
using ActorProxy.Shared.Operator;
using Akka.Actor;

namespace ActorProxy.Actors.Operator;

/// <summary>Has nodes do a command, each for itself, and passes their answers on as they come.</summary>
/// <param name="node">The name of this one.</param>
/// <param name="reach">The actor system by which others are reached now.</param>
internal sealed class OperatorFanOut(string node, Func<ActorSystem> reach)
{
    /// <summary>Name of each node's <see cref="OperatorActor"/>.</summary>
    public const string Name = "operator";

    /// <summary>How many answers wait for a reader before the nodes have to.</summary>
    private const int Buffer = 1000;

    /// <summary>Of all nodes.</summary>
    public IEnumerable<string> Names => Nodes(null).Select(node => node.Name);

    /// <summary>The nodes that are meant; empty where there is none of that name.</summary>
    /// <param name="named">Null where none is named.</param>
    /// <param name="all">Whether that stands for all of them; else it stands for this one.</param>
    public ImmutableArray<NodeTarget> Targets(string? named, bool all)
    {
        var targets = Nodes(named ?? (all ? null : node));
        return targets is [{ Directory: null }] ? [] : targets;
    }

    /// <param name="here">Does it on this node.</param>
    public async IAsyncEnumerable<OperatorAnswer> RunAsync(OperatorRequest request, ImmutableArray<NodeTarget> targets,
        Func<OperatorRequest, IAsyncEnumerable<OperatorAnswer>> here, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var local = request with { Local = true };
        var answers = Channel.CreateBounded<OperatorAnswer>(Buffer);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var all = Task.WhenAll(targets.Select(target => target.Name == node
            ? CopyAsync(here(local), answers.Writer, stop.Token)
            : CopyAsync(ThereAsync(target, local, stop.Token), answers.Writer, stop.Token)));
        _ = all.ContinueWith(done => answers.Writer.TryComplete(done.Exception?.InnerException), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (var answer in answers.Reader.ReadAllAsync(cancellation))
                yield return answer;
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    private ImmutableArray<NodeTarget> Nodes(string? only) => NodeTargets.Of(reach(), "user", Name, node, only);

    private async IAsyncEnumerable<OperatorAnswer> ThereAsync(
        NodeTarget target, OperatorRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!target.IsReachable)
        {
            yield return OperatorAnswer.Warning($"node {target.Name} cannot be reached");
            yield break;
        }
        var answers = Channel.CreateUnbounded<OperatorAnswer>();
        var system = reach();
        var call = system.ActorOf(Props.Create(() => new OperatorCall(target, request, answers.Writer)));
        try
        {
            await foreach (var answer in answers.Reader.ReadAllAsync(cancellation))
                yield return answer;
        }
        finally
        {
            system.Stop(call);
        }
    }

    private static async Task CopyAsync(IAsyncEnumerable<OperatorAnswer> from, ChannelWriter<OperatorAnswer> to,
        CancellationToken cancellation)
    {
        await foreach (var answer in from.WithCancellation(cancellation))
            await to.WriteAsync(answer, cancellation);
    }
}
