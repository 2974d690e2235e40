using System.Diagnostics.CodeAnalysis;

namespace ActorProxy.Shared.Routing;

/// <summary>One server of a pool.</summary>
/// <param name="Id">Name within the pool; unique there.</param>
/// <param name="Weight">Share of the pool's connections relative to the other backends, 1 to 100.</param>
public sealed record Backend(string Id, BackendAddress Address, int Weight)
{
    /// <summary>Highest weight. It bounds the length of the round-robin schedule.</summary>
    public const int MaxWeight = 100;

    /// <summary>A backend that is named after its address.</summary>
    public static Backend At(BackendAddress address, int weight = 1) => new(address.ToString(), address, weight);

    /// <summary>The id that somebody means who writes this: an address in any of its forms has that of its normal one. Null for null.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? IdOf(string? text) => text is not null && BackendAddress.TryParse(text, out var address, out _) ? address.ToString() : text;
}
