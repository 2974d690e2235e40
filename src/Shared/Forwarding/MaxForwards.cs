using System.Globalization;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Forwarding;

/// <summary>How many proxies an OPTIONS may still pass (RFC 9110 section 7.6.2).</summary>
public static class MaxForwards
{
    private const string Name = "Max-Forwards";

    /// <summary>Whether the proxy is to answer the request itself, as the last that gets it.</summary>
    public static bool IsSpent(HttpRequest request) => Of(request) == 0;

    /// <summary>The fields of a request that is passed on, with one less.</summary>
    public static HeaderFields Passed(HttpRequest request, HeaderFields fields) =>
        Of(request) is { } left ? Less(fields, (left - 1).ToString(CultureInfo.InvariantCulture)) : fields;

    // Apart from its caller: what it captures would be an object of each request.
    private static HeaderFields Less(HeaderFields fields, string left) =>
        [.. fields.Select(field => Is(field) ? new HeaderField(Name, left) : field)];

    // What is no number, or stands there twice, has no meaning. A proxy may have a number of its own that is the most.
    private static long? Of(HttpRequest request)
    {
        if (request.Method != "OPTIONS" || request.Fields.CountOf(Name) != 1)
            return null;
        var value = request.Fields.First(Name)!;
        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var left) ? left
            : value.Length > 0 && value.All(char.IsAsciiDigit) ? long.MaxValue
            : null;
    }

    private static bool Is(HeaderField field) => field.Name.Equals(Name, StringComparison.OrdinalIgnoreCase);
}
