using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace ActorProxy.Shared.Settings.Kinds;

/// <summary>Values that are written as one text, number or flag.</summary>
internal abstract class TextKind<T> : SettingKind
    where T : notnull
{
    public sealed override bool TryRead(SettingNode node, SettingPlace place, out object? value)
    {
        value = null;
        if (node is not SettingText { Text: var text, Form: var form })
        {
            place.Problem(node.Origin, "is not a text");
            return false;
        }
        if (!TryRead(text, out var read, out var error))
            place.Problem(node.Origin, error, Suggest(text));
        else if (form != TextForm.Text && form != Form) // only JSON tells: in HOCON all are texts
            place.Problem(node.Origin, $"{text} is no text; put it in quotes");
        else
            value = read;
        return value is not null;
    }

    public sealed override SettingNode Write(object value) => new SettingText(Format((T)value), Form);

    public override JsonObject Schema() => new() { ["type"] = "string" };

    protected virtual TextForm Form => TextForm.Text;

    /// <param name="error">What is wrong with the text, a sentence without its full stop.</param>
    protected abstract bool TryRead(string text, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? error);

    protected abstract string Format(T value);

    /// <summary>What was probably meant by a text that cannot be read, or null.</summary>
    protected virtual string? Suggest(string text) => null;
}
