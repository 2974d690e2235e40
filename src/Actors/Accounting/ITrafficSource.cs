namespace ActorProxy.Actors.Accounting;

/// <summary>What passes, and when it last did. May be used from any thread.</summary>
public interface ITrafficSource
{
    /// <summary>What has passed.</summary>
    Traffic Traffic { get; }

    /// <summary>Time since bytes last passed; of a tunnel as of its loop's last turn.</summary>
    TimeSpan Idle { get; }
}
