using System.Text;
using System.Text.Json;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Tests.Wire;

public class WireCatalogueTests
{
    private static readonly WireFormat First = WireFormat.Json("replica-in-sync/2", RegistryJson.Default.ReplicaInSync);
    private static readonly WireFormat Second = WireFormat.Json("replica-in-sync/1", RegistryJson.Default.ReplicaInSync);

    [Fact]
    public void Of_two_formats_of_a_type_the_first_is_written_and_both_are_read()
    {
        var catalogue = new WireCatalogue(First, Second);
        Assert.Same(First, catalogue.Of(typeof(ReplicaInSync)));
        Assert.Same(First, catalogue.Of("replica-in-sync/2"));
        Assert.Same(Second, catalogue.Of("replica-in-sync/1"));
        Assert.Equal([First, Second], catalogue.Formats);
    }

    [Fact]
    public void Two_formats_of_one_manifest_are_refused() =>
        Assert.Contains("replica-in-sync/2", Assert.Throws<ArgumentException>(() => new WireCatalogue(First, First)).Message);

    [Fact]
    public void A_manifest_that_is_unknown_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => new WireCatalogue(First).Of("replica-in-sync/1"));
        Assert.StartsWith("There is no wire format 'replica-in-sync/1': it is of a newer version, or of another program.", error.Message);
    }

    [Fact]
    public void A_type_without_a_format_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => new WireCatalogue(First).Of(typeof(GetHostRoutes)));
        Assert.StartsWith("ActorProxy.Shared.Registry.GetHostRoutes has no wire format.", error.Message);
    }

    [Fact]
    public void A_null_is_no_message() =>
        Assert.Equal("replica-in-sync/2 is null", Assert.Throws<JsonException>(() => First.Read(Encoding.UTF8.GetBytes("null"))).Message);
}
