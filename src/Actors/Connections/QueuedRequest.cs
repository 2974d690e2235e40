using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Pipeline.Attempts;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections;

/// <summary>
/// An upgrade or a request that waits for a backend of its pool, until it has one, its time is over, or nobody waits for it any more. Used
/// on its loop.
/// </summary>
internal sealed class QueuedRequest : IThreadPoolWorkItem
{
    private readonly ProxyContext _proxy;
    private readonly ProxySession _session;
    private readonly EventLoop _loop;
    private readonly Action<QueuedRequest, AttemptStep> _over;
    private readonly Deadline _deadline;
    private readonly TimeSpan _most;
    private readonly long _began;
    private bool _isOver;

    /// <param name="loop">Of the client.</param>
    /// <param name="over">Told once what follows, unless it leaves before: never a <see cref="AttemptStep.Wait"/>.</param>
    public QueuedRequest(ProxyContext proxy, ProxySession session, EventLoop loop, Action<QueuedRequest, AttemptStep> over)
    {
        (_proxy, _session, _loop, _over) = (proxy, session, loop, over);
        _deadline = loop.CreateDeadline(OnDeadline);
        _most = Selection.Within(Selection.Pool.Queue.Timeout);
        _began = loop.Now;
    }

    private BackendSelection Selection => _session.Selection!;

    private TimeSpan Waited => TimeSpan.FromMilliseconds(_loop.Now - _began);

    /// <summary>Waits from here on.</summary>
    public void Start()
    {
        if (Selection.TryWait(() => _loop.Post(this)))
        {
            _proxy.Metrics.QueueEntered();
            _deadline.Arm(_most);
            return;
        }
        _isOver = true;
        _proxy.Metrics.QueueRefused();
        _over(this, new AttemptStep.Refuse(Selection.WhyWaiting,
            $"As many wait for a backend of pool {Selection.Pool.Name} as may: queue.length is {Selection.Pool.Queue.Length}."));
    }

    /// <summary>Nobody waits for it any more: it is counted nowhere. Repeated calls, and those behind its end, do nothing.</summary>
    public void Leave()
    {
        if (!_isOver)
            End(QueueResult.Gone);
    }

    /// <summary>It was woken.</summary>
    public void Execute()
    {
        if (!_isOver && Selection.MayLook())
            Look();
    }

    private void OnDeadline()
    {
        if (Waited < _most)
        {
            _deadline.Arm(_most - Waited);
            Execute();
            return;
        }
        var reason = Selection.WhyWaiting;
        var detail = $"It has waited {Waited.TotalMilliseconds} ms for a backend of pool {Selection.Pool.Name}.";
        End(QueueResult.Timeout);
        _over(this, new AttemptStep.Refuse(reason, detail));
    }

    private void Look()
    {
        AttemptStep step;
        try
        {
            _session.Follow(_proxy.Pools);
            step = AttemptLoop.Begin(_session);
        }
        catch (Exception fault)
        {
            // Unseen here, it would leave the request waiting for good.
            step = new AttemptStep.Refuse(TerminationReason.InternalError, fault.ToString());
        }
        if (step is AttemptStep.Wait)
        {
            // Of those that wait, the first one alone looks: then, too, where time brings it a backend that nobody tells of.
            if (Selection.ChangesIn is { } changes && changes < _most - Waited)
                _deadline.Arm(changes);
            return;
        }
        End(step is AttemptStep.Send ? QueueResult.Served : QueueResult.Refused);
        _over(this, step);
    }

    private void End(QueueResult result)
    {
        _isOver = true;
        _deadline.Disarm();
        if (result != QueueResult.Served)
            Selection.Leave();
        _proxy.Metrics.QueueLeft(result, Waited);
    }
}
