using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Tests.Text;

public class UnitsTests
{
    [Fact]
    public void A_choice_is_written_as_words_with_hyphens()
    {
        Assert.Equal("power-of-two-choices", Units.Keyword(PickerKind.PowerOfTwoChoices));
        Assert.Equal("from-client", Units.Keyword(TapDirection.FromClient));
        Assert.Equal("text", Units.Keyword(TapKind.Text));
    }

    [Fact]
    public void What_the_choice_does_not_have_is_its_number() => Assert.Equal("99", Units.Keyword((TapKind)99));
}
