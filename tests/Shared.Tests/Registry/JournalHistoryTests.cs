using System.Text;
using ActorProxy.Shared.Registry;

namespace ActorProxy.Shared.Tests.Registry;

public sealed class JournalHistoryTests
{
    private readonly JournalHistory _history = new();
    private long _ordering;

    [Fact]
    public void Rows_that_follow_each_other_are_taken_once()
    {
        JournalRow[] rows = [Put(1, 1), Put(2, 2), Compacted(3, 2), Put(4, 3)];

        Assert.Equal([1L, 2L, 2L, 3L], rows.Select(_history.Take).Select(changed => changed!.Revision));
        Assert.All(rows, row => Assert.Null(_history.Take(row)));
        Assert.Empty(_history.Faults);
    }

    [Fact]
    public void The_rows_before_a_compaction_may_be_gone()
    {
        Assert.Equal(50, _history.Take(Compacted(51, 50))!.Revision);
        Assert.Equal(51, _history.Take(Put(52, 51))!.Revision);
        Assert.Equal(100, _history.Take(Compacted(102, 100))!.Revision); // it was read late
        Assert.Empty(_history.Faults);
    }

    [Fact]
    public void A_number_that_no_row_has_is_none_of_a_change() // of earlier versions, where an event could not be written
    {
        _history.Take(Put(1, 1));

        Assert.NotNull(_history.Take(Put(3, 2)));
    }

    [Theory]
    [InlineData(2, "row 3 of host h: it has revision 2, as a row before it has")]
    [InlineData(1, "row 3 of host h: it has revision 1, as a row before it has")]
    [InlineData(4, "row 3 of host h: it has revision 4 where 3 must be: a change is missing")]
    public void A_repetition_or_a_hole_is_a_fault_and_nothing_after_it_is_believed(long revision, string fault)
    {
        _history.Take(Put(1, 1));
        _history.Take(Put(2, 2));

        Assert.Null(_history.Take(Put(3, revision)));

        Assert.Null(_history.Take(Put(4, 3)));
        Assert.Equal(fault, Assert.Single(_history.Faults).ToString());
    }

    [Fact]
    public void A_first_row_with_a_later_revision_is_a_hole() =>
        Assert.Equal("row 5 of host h: it has revision 5 where 1 must be: a change is missing", Fault(Put(5, 5)));

    [Theory]
    [InlineData(7, "route-put/1", "{}", "row 1 of host h: it was written by serializer 7, which is none of the registry's")]
    [InlineData(7401, "route-moved/9", "{}", "row 1 of host h: 'route-moved/9' cannot be read: There is no wire format 'route-moved/9'")]
    [InlineData(7401, "route-put/1", "{", "row 1 of host h: 'route-put/1' cannot be read: ")]
    [InlineData(7401, "route-put/1", "", "row 1 of host h: 'route-put/1' cannot be read: ")]
    [InlineData(7401, "route-put/1", "{\"host\": \"h\"}", "row 1 of host h: 'route-put/1' cannot be read: ")]
    [InlineData(7401, "get-host-routes/1", "{\"host\": \"h\"}", "row 1 of host h: 'get-host-routes/1' is no change of a host")]
    public void A_row_that_cannot_be_read_is_a_fault_of_its_host(int serializer, string manifest, string message, string fault)
    {
        Assert.StartsWith(fault, Fault(new JournalRow(1, "routes-h", 1, serializer, manifest, Encoding.UTF8.GetBytes(message))));

        Assert.NotNull(_history.Take(Row("other", 1, new RouteRemoved(Routes.Host("other"), 1, "c", default, "a"))));
        Assert.Single(_history.Faults);
    }

    [Fact]
    public void A_row_of_another_host_is_a_fault() => Assert.Equal(
        "row 1 of host other: it is of host h", Fault(Row("other", 1, new RouteRemoved(Routes.Host("h"), 1, "c", default, "a"))));

    [Fact]
    public void A_compaction_ends_a_fault()
    {
        Fault(Put(1, 3));

        Assert.Equal(4, _history.Take(Compacted(2, 4))!.Revision);
        Assert.Equal(5, _history.Take(Put(3, 5))!.Revision);
        Assert.Empty(_history.Faults);
    }

    [Fact]
    public void Rows_that_are_not_of_hosts_are_none_of_its_business()
    {
        Assert.Null(_history.Take(Put(1, 7) with { Entity = "/system/sharding/routes" }));
        Assert.Empty(_history.Faults);
    }

    private string Fault(JournalRow row)
    {
        Assert.Null(_history.Take(row));
        return Assert.Single(_history.Faults).ToString();
    }

    private JournalRow Put(long number, long revision) =>
        Row("h", number, new RoutePut(Routes.Host("h"), revision, $"c{number}", default, Routes.One("a:/x")));

    private JournalRow Compacted(long number, long revision) =>
        Row("h", number, HostCompacted.Of(new HostState(HostRoutes.Empty(Routes.Host("h")) with { Revision = revision }, [])));

    private JournalRow Row(string host, long number, RegistryEvent changed)
    {
        var format = RegistryWire.Formats.Single(f => f.Type == changed.GetType());
        return new JournalRow(++_ordering, JournalRow.Prefix + host, number, JournalRow.OwnSerializer, format.Manifest,
            format.Write(changed));
    }
}
