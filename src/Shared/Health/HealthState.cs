using System.Collections.Immutable;
using System.Globalization;

namespace ActorProxy.Shared.Health;

/// <summary>What decides whether a node should get new connections.</summary>
public sealed record HealthState
{
    private const string NoMember = "the node is no member of its cluster";

    /// <summary>Every listener is bound.</summary>
    public bool Listening { get; init; }

    /// <summary>The node is a full member of its cluster, or is alone by configuration.</summary>
    public bool Member { get; init; }

    /// <summary>
    /// The node was a member of its cluster, is none now, and takes connections all the same (<c>cluster.minority = serve</c>).
    /// </summary>
    public bool ServesAlone { get; init; }

    /// <summary>
    /// The node's start has waited long enough, and goes on with what it has (<see cref="StartRules"/>): what it has not reached yet
    /// keeps it from being ready no more. Of a cluster that it loses later <see cref="ServesAlone"/> decides.
    /// </summary>
    public bool StartsAlone { get; init; }

    /// <summary>The node was a member of its cluster at some time, or was turned out of it on its way in.</summary>
    public bool HadCluster { get; private init; }

    /// <summary>When the registry's routes were saved that serve until it is reached, UTC; null where none were.</summary>
    public DateTimeOffset? SavedAt { get; init; }

    /// <summary>What it waits for to become one, in words; empty where it is on its way or there.</summary>
    public string Entry { get; init; } = "";

    /// <summary>The node has had the registry's whole table, or uses no registry.</summary>
    public bool RoutesSynced { get; init; }

    /// <summary>The node lets its connections go and takes no more.</summary>
    public bool Draining { get; init; }

    /// <summary>No descriptor is left for another client.</summary>
    public bool OutOfDescriptors { get; init; }

    /// <summary>So little memory is left that no client is taken.</summary>
    public bool OutOfMemory { get; init; }

    public bool IsReady => WhyNotReady.IsEmpty;

    /// <summary>What a node that is ready does without, in words; empty where it has all.</summary>
    public ImmutableArray<string> Without =>
    [
        .. Member ? [] : ServesAlone ? ["the node is out of its cluster, and serves by the routes that it has"]
            : StartsWithoutCluster ? (string[])[With("the node has no cluster yet, and serves by the routes that it has")] : [],
        .. RoutesSynced || !StartsAlone ? [] : (string[])[SavedAt is { } time
            ? $"the registry's routes are not confirmed since the start: those serve that were saved at {Text(time)}"
            : "the registry's routes are not known since the start: those of the configuration serve"],
    ];

    /// <summary>What is missing, in words; empty where the node is ready.</summary>
    public ImmutableArray<string> WhyNotReady =>
    [
        .. Listening ? [] : (string[])["the listeners are not bound yet"],
        .. Member || ServesAlone || StartsWithoutCluster ? [] : (string[])[With(NoMember)],
        .. RoutesSynced || StartsAlone ? [] : (string[])["the routes of the registry have not all arrived"],
        .. OutOfDescriptors ? (string[])["no descriptor is left for another client"] : [],
        .. OutOfMemory ? (string[])["too little memory is left for another client"] : [],
        .. Draining ? (string[])["the node is draining"] : [],
    ];

    private bool StartsWithoutCluster => StartsAlone && !HadCluster;

    /// <summary>The node is a member of its cluster.</summary>
    public HealthState Joined() => this with { Member = true, HadCluster = true };

    /// <summary>The node is no member of its cluster any more, or its cluster will have none of it.</summary>
    public HealthState Lost() => this with { Member = false, HadCluster = true };

    private string With(string text) => Entry.Length == 0 ? text : $"{text}: {Entry}";

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
