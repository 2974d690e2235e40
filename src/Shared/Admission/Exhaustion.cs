namespace ActorProxy.Shared.Admission;

/// <summary>Whether something has run out, by looks in equal distances: told at its beginning and at its end, and not between.</summary>
/// <param name="Is">Whether it has.</param>
/// <param name="Quiet">Looks in a row without a denial since.</param>
public readonly record struct Exhaustion(bool Is, int Quiet)
{
    /// <summary>Looks without a denial after which it is over: those who are let in meanwhile may use up what was given back.</summary>
    public const int QuietLooks = 20;

    /// <param name="denied">Whether anybody was denied since the look before.</param>
    public Exhaustion Next(bool denied) =>
        denied ? new Exhaustion(true, 0) : Is && Quiet + 1 < QuietLooks ? this with { Quiet = Quiet + 1 } : default;
}
