using System.Collections.Immutable;

namespace ActorProxy.Shared.Backends.Health;

/// <summary>The latest failures of a backend that stand close enough together to eject it. Immutable.</summary>
public sealed record FailureRun
{
    private readonly ImmutableArray<Entry> _failures = []; // oldest first

    private FailureRun(ImmutableArray<Entry> failures) => _failures = failures;

    public static FailureRun None { get; } = new([]);

    public int Count => _failures.Length;

    /// <summary>With one more, where it counts.</summary>
    /// <param name="succeeded">How often the backend has succeeded until now, since whenever.</param>
    /// <param name="network">
    /// Hash of the client's network, of whose failures one counts; null where all do.
    /// </param>
    public FailureRun With(long succeeded, ulong? network, EjectionRules rules)
    {
        var recent = _failures.RemoveAll(failure => succeeded - failure.Succeeded > rules.AllowedSuccesses);
        if (network is null || !recent.Any(failure => failure.Network == network))
            recent = recent.Add(new Entry(succeeded, network));
        return recent.IsEmpty ? None : new FailureRun(recent);
    }

    /// <summary>Whether they are enough.</summary>
    public bool Ejects(EjectionRules rules) => rules.Failures > 0 && Count >= rules.Failures;

    private readonly record struct Entry(long Succeeded, ulong? Network);
}
