using System.Text.Json.Nodes;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Pbm.Tests;

public sealed class PbmTextTests
{
    [Fact]
    public void Rows_are_a_table_whose_head_is_there_once()
    {
        var text = Text("connections count");

        Assert.Empty(text.Add(Row(("key", "chat"), ("count", 12))));
        Assert.Empty(text.Add(Row(("key", "a"), ("count", 3))));
        Assert.Equal(["key   count", "chat  12", "a     3"], text.Flush());
        Assert.Empty(text.Flush());
        text.Add(Row(("key", "b"), ("count", 4)));
        Assert.Equal(["b     4"], text.End());
    }

    [Fact]
    public void A_later_row_may_be_wider()
    {
        var text = Text("connections count");

        text.Add(Row(("key", "a"), ("count", 1)));
        text.Flush();
        text.Add(Row(("key", "a-long-one"), ("count", 2)));
        text.Add(Row(("key", "c"), ("count", 3)));
        Assert.Equal(["a-long-one  2", "c           3"], text.Flush());
    }

    [Fact]
    public void Many_rows_are_shown_before_the_last_is_there()
    {
        var text = Text("connections count");
        var lines = Enumerable.Range(0, 1200).SelectMany(i => text.Add(Row(("key", $"{i}"), ("count", i)))).ToList();

        Assert.Equal(1001, lines.Count);
        Assert.Equal(200, text.End().Count());
    }

    [Theory]
    [InlineData(false, "id  host  path  pool  backends  origin  revision")]
    [InlineData(true, "id  host  path  pool  backends  origin  revision  on-change  listeners  match")]
    public void Wide_columns_are_there_where_they_are_wanted(bool wide, string head)
    {
        var text = Text("routes list", wide);
        text.Add(Row(("id", "r"), ("on-change", "drain")));

        Assert.Equal(head, text.Flush().First());
    }

    [Fact]
    public void One_thing_is_shown_with_all_that_is_known_of_it()
    {
        var text = Text("connections show");
        text.Add(Row(("id", "5f-1"), ("age", 61_000), ("subprotocol", "v1"), ("tls", null)));

        Assert.Equal(["id                     5f-1", "age                    1m1s", "subprotocol            v1"], text.End());
    }

    [Fact]
    public void Warnings_and_further_pages_are_named_and_stay_in_order()
    {
        var text = Text("connections count");
        text.Add(Row(("key", "a"), ("count", 1)));

        Assert.Equal(["key  count", "a    1", "warning: n2 did not reply"], text.Add(OperatorAnswer.Warning("n2 did not reply")));
        Assert.Equal(["there is more: the same with --after T"], text.Add(OperatorAnswer.Next("T")));
        Assert.Equal(["as it is"], text.Add(OperatorAnswer.Line("as it is")));
    }

    [Theory]
    [InlineData("connections count", new[] { "none" })]
    [InlineData("drain cancel", new string[0])]
    public void A_list_without_rows_says_so(string command, string[] lines) => Assert.Equal(lines, Text(command).End());

    [Fact]
    public void After_a_warning_there_is_something()
    {
        var text = Text("connections count");
        text.Add(OperatorAnswer.Warning("w"));

        Assert.Empty(text.End());
    }

    [Theory]
    [InlineData(ColumnUnit.Count, "1234567", "1234567")]
    [InlineData(ColumnUnit.Bytes, "1023", "1023B")]
    [InlineData(ColumnUnit.Bytes, "1536", "1.5KiB")]
    [InlineData(ColumnUnit.Bytes, "1048575", "1023.9KiB")]
    [InlineData(ColumnUnit.BytesPerSecond, "2097152", "2MiB/s")]
    [InlineData(ColumnUnit.PerSecond, "2.55", "2.5/s")]
    [InlineData(ColumnUnit.Milliseconds, "350", "350ms")]
    [InlineData(ColumnUnit.Milliseconds, "59999", "59.9s")]
    [InlineData(ColumnUnit.Milliseconds, "310000", "5m10s")]
    [InlineData(ColumnUnit.Milliseconds, "12000000", "3h20m")]
    [InlineData(ColumnUnit.Milliseconds, "187200000", "2d4h")]
    [InlineData(ColumnUnit.Flag, "true", "true")]
    [InlineData(ColumnUnit.Time, "\"2026-01-02T03:04:05Z\"", "2026-01-02T03:04:05Z")]
    [InlineData(ColumnUnit.Text, "\"\"", "-")]
    [InlineData(ColumnUnit.Text, "null", "-")]
    [InlineData(ColumnUnit.Text, "\"a\\u001b[2Jb\\nc\"", "a\uFFFD[2Jb\uFFFDc")]
    public void Values_have_units_and_move_no_cursor(ColumnUnit unit, string json, string cell) =>
        Assert.Equal(cell, PbmCell.Format(unit, JsonNode.Parse(json)));

    [Fact]
    public void Lines_move_no_cursor_either() =>
        Assert.Equal(["{\n  \uFFFD[2J"], Text("routes show").Add(OperatorAnswer.Line("{\n  \u001b[2J")));

    private static PbmText Text(string command, bool wide = false) => new(OperatorCatalogue.Find(command)!, wide);

    private static OperatorAnswer Row(params (string Name, JsonNode? Value)[] values) =>
        OperatorAnswer.Of(new JsonObject(values.Select(v => KeyValuePair.Create(v.Name, v.Value))));
}
