using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>An enum as the words of the configuration: <c>round-robin</c>.</summary>
public sealed class KebabEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) where T : struct, Enum;
