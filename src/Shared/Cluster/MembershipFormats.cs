using System.Text.Json.Serialization;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Cluster;

/// <summary>Wire formats of the questions before a cluster is there.</summary>
public static partial class MembershipFormats
{
    public static readonly IReadOnlyList<WireFormat> All =
    [
        WireFormat.Json("membership-query/1", FormatContext.Default.MembershipQuery),
        WireFormat.Json("membership-answer/1", FormatContext.Default.MembershipAnswer),
    ];

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(MembershipQuery))]
    [JsonSerializable(typeof(MembershipAnswer))]
    private sealed partial class FormatContext : JsonSerializerContext;
}
