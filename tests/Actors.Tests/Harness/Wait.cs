namespace ActorProxy.Actors.Tests.Harness;

/// <summary>Waits for a state that nobody announces.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var limit = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(limit) < Peer.Patience, $"never came: {what}");
            await Task.Delay(5);
        }
    }
}
