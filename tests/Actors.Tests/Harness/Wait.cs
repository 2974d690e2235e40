namespace ActorProxy.Actors.Tests.Harness;

/// <summary>Waits for a state that nobody announces.</summary>
internal static class Wait
{
    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Peer.Timeout, $"never came: {what}");
            await Task.Delay(5);
        }
    }
}
