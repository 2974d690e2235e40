using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Stage;

namespace ActorProxy.Actors.Tunnels.Relays;

/// <summary>
/// The stream of a loop in whose actor all relays of the loop live. A relay is a stream of its own all the same: it fails and ends
/// alone. Used on the loop.
/// </summary>
internal sealed class RelayHost
{
    // The library works them out anew for each stream where none are given.
    private readonly Attributes _attributes;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IMaterializer? _materializer;
    private Action<NotUsed>? _wake;

    private RelayHost(Attributes attributes) => _attributes = attributes;

    /// <summary>Done when it runs.</summary>
    public Task Started => _started.Task;

    /// <summary>Whether it was stopped.</summary>
    public bool IsOver { get; private set; }

    /// <summary>
    /// Starts a stream in the host's actor; its stages start later. False where the host does not run. Call from an actor of the loop.
    /// </summary>
    public bool TryMaterialize<T>(IGraph<ClosedShape, T> graph, out T value)
    {
        value = default!;
        if (_materializer is null)
            return false;
        value = _materializer.Materialize(graph, _attributes);
        // The actor looks for new streams when it has handled a message.
        _wake!(NotUsed.Instance);
        return true;
    }

    /// <summary>The stream that is the host: it has no elements, and never ends by itself.</summary>
    /// <param name="settings">Of the materializer that it is given to.</param>
    public static IRunnableGraph<RelayHost> Graph(ActorMaterializerSettings settings) => Source.FromGraph(new Stage(
        Attributes.CreateInputBuffer(settings.InitialInputBufferSize, settings.MaxInputBufferSize)
            .And(ActorAttributes.CreateDispatcher(settings.Dispatcher))
            .And(ActorAttributes.CreateSupervisionStrategy(settings.SupervisionDecider))))
        .ToMaterialized(Sink.Ignore<NotUsed>(), Keep.Left);

    private sealed class Stage : GraphStageWithMaterializedValue<SourceShape<NotUsed>, RelayHost>
    {
        private readonly Outlet<NotUsed> _out = new("relays");
        private readonly Attributes _relays;

        /// <param name="relays">What relays are materialized with.</param>
        public Stage(Attributes relays) => (_relays, Shape) = (relays, new SourceShape<NotUsed>(_out));

        public override SourceShape<NotUsed> Shape { get; }

        public override ILogicAndMaterializedValue<RelayHost> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
        {
            var host = new RelayHost(_relays);
            return new LogicAndMaterializedValue<RelayHost>(new Logic(this, host), host);
        }

        private sealed class Logic : OutGraphStageLogic
        {
            private readonly RelayHost _host;

            public Logic(Stage stage, RelayHost host)
                : base(stage.Shape)
            {
                _host = host;
                SetHandler(stage._out, this);
            }

            public override void PreStart()
            {
                _host._materializer = SubFusingMaterializer;
                _host._wake = GetAsyncCallback<NotUsed>(static _ => { });
                _host._started.SetResult();
            }

            public override void OnPull()
            {
            }

            public override void PostStop()
            {
                _host._materializer = null;
                _host.IsOver = true;
            }
        }
    }
}
