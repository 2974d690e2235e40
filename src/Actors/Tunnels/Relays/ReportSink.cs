using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorProxy.Actors.Tunnels.Relays;

/// <summary>Tells tunnels' ends to their owners. Holds nothing of its own, so that the graph can be built once for all tunnels.</summary>
internal sealed class ReportSink : GraphStage<SinkShape<TunnelReport>>
{
    private readonly Inlet<TunnelReport> _in = new("report.in");

    public ReportSink() => Shape = new SinkShape<TunnelReport>(_in);

    public override SinkShape<TunnelReport> Shape { get; }

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InGraphStageLogic
    {
        private readonly ReportSink _sink;

        public Logic(ReportSink sink)
            : base(sink.Shape)
        {
            _sink = sink;
            SetHandler(sink._in, this);
        }

        public override void PreStart() => Pull(_sink._in);

        public override void OnPush()
        {
            var report = Grab(_sink._in);
            report.Owner.Tell(report.End, ActorRefs.NoSender);
            Pull(_sink._in);
        }
    }
}
