using System.Globalization;

namespace ActorProxy.Shared.Registry;

/// <summary>Why the rows of a host cannot be followed further: what stands before that row is known, what follows is not.</summary>
/// <param name="Host">As the row has it.</param>
/// <param name="Number">Of the row, among those of its host.</param>
/// <param name="Problem">What is wrong with it, without a full stop at its end.</param>
public sealed record HostFault(string Host, long Number, string Problem)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"row {Number} of host {Host}: {Problem}");
}
