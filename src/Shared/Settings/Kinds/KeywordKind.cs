using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Settings.Kinds;

/// <summary>The values of an enum, in kebab case: <c>round-robin</c>.</summary>
internal sealed class KeywordKind<T> : TextKind<T>
    where T : struct, Enum
{
    private static readonly IReadOnlyDictionary<string, T> Values = Units.ByKeyword<T>();

    public override JsonObject Schema() => new() { ["enum"] = new JsonArray([.. Values.Keys.Select(keyword => (JsonNode)keyword)]) };

    protected override bool TryRead(string text, out T value, [NotNullWhen(false)] out string? error)
    {
        error = Values.TryGetValue(text, out value) ? null : $"'{text}' is none of {string.Join(", ", Values.Keys)}";
        return error is null;
    }

    protected override string Format(T value) => Units.Keyword(value);

    // A number is not mistyped: 3 means no 2.
    protected override string? Suggest(string text) =>
        text.All(c => char.IsAsciiDigit(c) || c == '.') ? null : NearestName.Find(text, Values.Keys);
}
