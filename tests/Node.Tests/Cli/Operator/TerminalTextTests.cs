using System.Text.Json.Nodes;
using ActorProxy.Node.Cli.Operator;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Node.Tests.Cli.Operator;

public class TerminalTextTests
{
    [Theory]
    [InlineData("0", ColumnUnit.Bytes, "0 B")]
    [InlineData("1023", ColumnUnit.Bytes, "1023 B")]
    [InlineData("1024", ColumnUnit.Bytes, "1.0 KiB")]
    [InlineData("1258291", ColumnUnit.Bytes, "1.2 MiB")]
    [InlineData("157286400", ColumnUnit.Bytes, "150 MiB")]
    [InlineData("9223372036854775807", ColumnUnit.Bytes, "8192 PiB")]
    [InlineData("2048", ColumnUnit.BytesPerSecond, "2.0 KiB/s")]
    [InlineData("12.34", ColumnUnit.PerSecond, "12.3/s")]
    [InlineData("340", ColumnUnit.Milliseconds, "340ms")]
    [InlineData("59999", ColumnUnit.Milliseconds, "59s")]
    [InlineData("303000", ColumnUnit.Milliseconds, "5m 3s")]
    [InlineData("11520000", ColumnUnit.Milliseconds, "3h 12m")]
    [InlineData("360000000", ColumnUnit.Milliseconds, "4d 4h")]
    [InlineData("9223372036854775807", ColumnUnit.Milliseconds, "5337599d 13h")]
    [InlineData("1234567", ColumnUnit.Count, "1234567")]
    [InlineData("true", ColumnUnit.Flag, "yes")]
    [InlineData("false", ColumnUnit.Flag, "no")]
    [InlineData("\"2026-11-25T12:00:00Z\"", ColumnUnit.Time, "2026-11-25 12:00:00")]
    [InlineData("\"2026-11-25T13:00:00.123+01:00\"", ColumnUnit.Time, "2026-11-25 12:00:00.123")]
    [InlineData("\"\"", ColumnUnit.Text, "-")]
    [InlineData("null", ColumnUnit.Bytes, "-")]
    [InlineData("\"a\\r\\u001b[31m\\u009bb\"", ColumnUnit.Text, "a\\u000d\\u001b[31m\\u009bb")]
    [InlineData("[1,2]", ColumnUnit.Text, "[1,2]")]
    public void Values_are_written_for_people(string json, ColumnUnit unit, string text) =>
        Assert.Equal(text, TerminalText.Of(JsonNode.Parse(json), unit));
}
