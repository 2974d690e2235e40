using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorProxy.Shared.Directory;

/// <summary>
/// Where a page ended: the next one begins behind it. It holds no state of a node, so it does not expire, and connections
/// that come or go move no others to another page. By age and id every connection that stays is seen exactly once; by what
/// changes meanwhile (bytes, messages, idle) one that overtakes the page's end may be seen twice or not at all.
/// </summary>
public sealed record PageToken(ConnectionSort Sort, Place Place)
{
    /// <summary>As in <c>since.asc.639000000000000000.5f3a9c21-1b</c>: it can stand in a URL as it is.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Sort.Key.ToString().ToLowerInvariant()}.{(Sort.Descending ? "desc" : "asc")}.{Place.Value}.{Place.Id}");

    public static bool TryParse(string text, [NotNullWhen(true)] out PageToken? token)
    {
        token = null;
        if (text.Split('.', 4) is not [var name, var direction, var number, { Length: > 0 } id] || direction is not ("asc" or "desc"))
            return false;
        if (!Enum.TryParse<ConnectionSortKey>(name, ignoreCase: true, out var key) || !Enum.IsDefined(key) || char.IsAsciiDigit(name[0]))
            return false;
        if (!long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return false;
        token = new PageToken(new ConnectionSort(key, direction == "desc"), new Place(value, id));
        return true;
    }
}
