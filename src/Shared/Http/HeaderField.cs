using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Http;

/// <summary>One field line of a head (RFC 9110 section 5). Each char of <paramref name="Value"/> is one byte (Latin-1).</summary>
[ShortForm("value")]
public readonly record struct HeaderField(
    [property: SectionName] string Name,
    [property: Setting("The field's value.", Required = "the value is missing")] string Value);
