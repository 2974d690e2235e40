using ActorProxy.Node.Persistence;

namespace ActorProxy.Node.Tests.Persistence;

public sealed class DatabaseNewsTests
{
    private static readonly DatabaseState Outage = new("terminating connection due to administrator command (57P01)") { Away = true };
    private static readonly DatabaseState Refuses = new("Failed to connect to 127.0.0.1:5432: Connection refused") { Away = true };
    private static readonly DatabaseState Password = new("password authentication failed (28P01)");

    [Fact]
    public void An_outage_is_told_once_whatever_each_look_finds() =>
        Assert.Equal(
            [true, true, false, false, true, true],
            Told(DatabaseState.Usable, Outage, Refuses, Outage, DatabaseState.Usable, Refuses));

    [Fact]
    public void Another_kind_of_trouble_is_told_too() =>
        Assert.Equal([true, true, false, false, true], Told(Refuses, Password, Refuses, Password, DatabaseState.Usable));

    [Fact]
    public void What_goes_on_is_not_told_again() => Assert.Equal([true, false], Told(DatabaseState.Usable, DatabaseState.Usable));

    private static bool[] Told(params DatabaseState[] states)
    {
        var news = new DatabaseNews();
        return [.. states.Select(news.Is)];
    }
}
