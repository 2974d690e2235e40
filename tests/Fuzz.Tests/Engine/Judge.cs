using System.Diagnostics.CodeAnalysis;

namespace ActorProxy.Fuzz.Tests.Engine;

internal static class Judge
{
    /// <param name="rule">What must hold, as one sentence.</param>
    /// <exception cref="FalseVerdictException">It does not.</exception>
    public static void That([DoesNotReturnIf(false)] bool holds, string rule)
    {
        if (!holds)
            throw new FalseVerdictException(rule);
    }
}
