using System.Buffers;
using System.Text;
using System.Text.Json;

namespace ActorProxy.Shared.Settings;

/// <summary>
/// Settings as JSON: numbers and flags as such, durations and sizes as texts with their units. A member that is null is not there.
/// </summary>
public static class SettingsJson
{
    /// <exception cref="JsonException">It is no JSON, or a member is there twice.</exception>
    public static SettingNode Read(string json)
    {
        using var document = Text(json, static text => JsonDocument.Parse(
            text, new JsonDocumentOptions { AllowDuplicateProperties = false }));
        return Read(document.RootElement);
    }

    /// <exception cref="JsonException">A text has a half of a character.</exception>
    public static SettingNode Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new SettingSection([.. json.EnumerateObject()
            .Where(member => member.Value.ValueKind != JsonValueKind.Null)
            .Select(member => KeyValuePair.Create(Text(member, static member => member.Name), Read(member.Value)))]),
        JsonValueKind.Array => new SettingList([.. json.EnumerateArray().Select(Read)]),
        JsonValueKind.String => new SettingText(Text(json, static text => text.GetString()!)),
        JsonValueKind.Number => new SettingText(json.GetRawText(), TextForm.Number),
        JsonValueKind.True or JsonValueKind.False => new SettingText(json.GetRawText(), TextForm.Flag),
        _ => new SettingNull(),
    };

    /// <summary>.NET finds some texts no JSON by another exception.</summary>
    private static TRead Text<T, TRead>(T of, Func<T, TRead> read)
    {
        try
        {
            return read(of);
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    /// <summary>The text of a value.</summary>
    public static string Write(SettingNode node, bool indented = false)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = indented }))
            Write(json, node);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter json, SettingNode node)
    {
        switch (node)
        {
            case SettingText { Form: TextForm.Text } text:
                json.WriteStringValue(text.Text);
                break;
            case SettingText text:
                json.WriteRawValue(text.Text);
                break;
            case SettingList { Items: var items }:
                json.WriteStartArray();
                foreach (var item in items)
                    Write(json, item);
                json.WriteEndArray();
                break;
            case SettingSection { Members: var members }:
                json.WriteStartObject();
                foreach (var (key, value) in members)
                {
                    json.WritePropertyName(key);
                    Write(json, value);
                }
                json.WriteEndObject();
                break;
        }
    }
}
