using System.Text.Json.Serialization;

namespace ActorProxy.Shared.Directory;

/// <summary>By value, then by id.</summary>
internal sealed class PlaceOrder : IComparer<Place>
{
    public static readonly PlaceOrder Ascending = new(1);
    public static readonly PlaceOrder Descending = new(-1);

    private readonly int _sign;

    private PlaceOrder(int sign) => _sign = sign;

    public PlaceOrder Reverse => _sign > 0 ? Descending : Ascending;

    public int Compare(Place x, Place y)
    {
        var byValue = x.Value.CompareTo(y.Value);
        return _sign * (byValue != 0 ? byValue : string.CompareOrdinal(x.Id, y.Id));
    }
}

/// <summary>Where a connection stands in an order.</summary>
/// <param name="Value">What it is sorted by, as a number; 0 where that is the id.</param>
[method: JsonConstructor]
public readonly record struct Place(long Value, string Id);
