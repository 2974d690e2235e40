using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorProxy.Bench.Tunnels;

/// <summary>A stage without elements that lives until it is told to end, as the one that owns a relay.</summary>
internal sealed class EndStage : GraphStageWithMaterializedValue<SourceShape<int>, EndControl>
{
    private readonly Outlet<int> _out = new("end.out");

    public EndStage() => Shape = new SourceShape<int>(_out);

    public override SourceShape<int> Shape { get; }

    public override ILogicAndMaterializedValue<EndControl> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var control = new EndControl();
        return new LogicAndMaterializedValue<EndControl>(new Logic(this, control), control);
    }

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly EndControl _control;

        public Logic(EndStage stage, EndControl control)
            : base(stage.Shape)
        {
            _control = control;
            SetHandler(stage._out, this);
        }

        public override void PreStart() => _control.Open(GetAsyncCallback(CompleteStage));

        public override void OnPull()
        {
        }

        public override void PostStop() => _control.Ended?.Invoke();
    }
}
