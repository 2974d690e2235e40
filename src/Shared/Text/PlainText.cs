namespace ActorProxy.Shared.Text;

/// <summary>What clients and backends chose, such as paths, could steer a terminal or forge a line of the log.</summary>
public static class PlainText
{
    /// <summary>The text with its control characters written out: <c>\u001b</c>.</summary>
    public static string Of(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString())) : text;
}
