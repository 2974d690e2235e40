using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Fuzz.Tests.Targets;

namespace ActorProxy.Fuzz.Tests;

/// <summary>A short run of each target; the long ones are <c>tests/Fuzz.Tests/fuzz.sh</c>.</summary>
public class ShortRunTests
{
    public static TheoryData<string> Targets => [.. AllTargets.List.Select(t => t.Name)];

    [Theory, MemberData(nameof(Targets))]
    public void Nothing_is_found(string name)
    {
        var output = new StringWriter();
        var target = AllTargets.Of(name);
        Assert.True(FuzzReport.Run(target, Math.Min(target.Runs / 100, 20_000), seed: 7, output, new GrownInputs()), output.ToString());
    }
}
