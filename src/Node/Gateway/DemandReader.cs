using System.IO.Pipelines;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// A pipe's reader that says when it is waited for. Between two waits nothing is read of the client: so there is no read
/// under way, and no byte too many taken, when the connection is given back for an upgrade.
/// </summary>
/// <param name="demand">Called on the reader's thread, before it waits.</param>
internal sealed class DemandReader(PipeReader inner, Action demand) : PipeReader
{
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (inner.TryRead(out var result))
            return ValueTask.FromResult(result);
        demand();
        return inner.ReadAsync(cancellationToken);
    }

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
