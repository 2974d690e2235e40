using ActorProxy.Shared.Backends.Ports;

namespace ActorProxy.Shared.Tests.Backends.Ports;

public sealed class SourcePortsTests
{
    [Theory]
    [InlineData("32768\t60999\n", "\n", 28_232)]
    [InlineData("32768 60999", "", 28_232)]
    [InlineData("1024\t1024", "", 1)]
    [InlineData("32768\t60999\n", "8080,9000-9099\n", 28_232)]
    [InlineData("32768\t60999\n", "40000,50000-50009\n", 28_221)]
    [InlineData("32768\t60999\n", "30000-32769,60999-65535\n", 28_229)]
    public void Those_are_counted_that_the_kernel_chooses_among(string range, string reserved, int count) =>
        Assert.Equal(count, SourcePorts.Parse(range, reserved)?.Count);

    [Theory]
    [InlineData("", "")]
    [InlineData("32768", "")]
    [InlineData("60999\t32768", "")]
    [InlineData("a\tb", "")]
    [InlineData("32768\t70000", "")]
    [InlineData("32768\t60999", "x")]
    [InlineData("32768\t60999", "1-2-3")]
    public void Texts_of_another_form_say_nothing(string range, string reserved) => Assert.Null(SourcePorts.Parse(range, reserved));
}
