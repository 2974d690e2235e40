using System.Diagnostics.CodeAnalysis;

namespace ActorProxy.Shared.Routing;

/// <summary>Where a page of routes ended: which order, and the last route in it.</summary>
public sealed record RoutePlace(RouteOrder Order, HostPattern Host, string Id)
{
    /// <summary>As in <c>host/chat.example.org/chat</c>, for the next request.</summary>
    public override string ToString() => $"{(Order == RouteOrder.Host ? "host" : "id")}/{Host}/{Id}";

    public static bool TryParse(string text, [NotNullWhen(true)] out RoutePlace? place)
    {
        place = null;
        if (text.Split('/', 3) is not [var order and ("host" or "id"), var hostText, var id]
            || !HostPattern.TryParse(hostText, out var host, out _))
            return false;
        place = new RoutePlace(order == "host" ? RouteOrder.Host : RouteOrder.Id, host, id);
        return true;
    }
}
