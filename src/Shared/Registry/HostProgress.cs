using System.Globalization;

namespace ActorProxy.Shared.Registry;

/// <summary>
/// How far the rows of a host have been read. A host's revision grows by one with each change, so a row with another one shows
/// that a change is missing, or that two nodes have counted from the same state; nothing that follows is believed then, until a
/// <see cref="HostCompacted"/> says all anew.
/// </summary>
/// <param name="Number">Of the last row that was taken, or of the one with the fault; 0 before the first.</param>
/// <param name="Revision">Of the last row that was taken.</param>
public sealed record HostProgress(long Number, long Revision, HostFault? Fault = null)
{
    public static readonly HostProgress Start = new(0, 0);

    /// <summary>After the row with that number, which is a later one.</summary>
    /// <param name="host">The host's name.</param>
    public HostProgress After(string host, long number, RegistryEvent changed)
    {
        if (Problem(host, number, changed) is { } problem)
            return Stopped(host, number, problem);
        return Fault is null || changed is HostCompacted ? new HostProgress(number, changed.Revision) : this;
    }

    /// <summary>After a row that says nothing that can be used. An earlier fault stays.</summary>
    public HostProgress Stopped(string host, long number, string problem) =>
        Fault is null ? this with { Number = number, Fault = new HostFault(host, number, problem) } : this;

    private string? Problem(string host, long number, RegistryEvent changed)
    {
        if (changed.Host.ToString() != host)
            return $"it is of host {changed.Host}";
        var (expected, next) = (Revision, changed.Revision);
        if (changed is not HostCompacted)
            expected++;
        else if ((Fault is not null || number != Number + 1) && next >= Revision)
            return null; // it stands for all rows before it: they have been deleted, or are no longer believed
        if (next == expected)
            return null;
        return next < expected
            ? string.Create(CultureInfo.InvariantCulture, $"it has revision {next}, as a row before it has")
            : string.Create(CultureInfo.InvariantCulture, $"it has revision {next} where {expected} must be: a change is missing");
    }
}
