namespace ActorProxy.Interop.Tests.Harness;

/// <summary>Waits that a defect cannot make endless.</summary>
internal static class Wait
{
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    /// <summary>Waits for a state that nobody announces.</summary>
    /// <param name="timeout">Where the state must come earlier than a defect shows.</param>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan? timeout = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < (timeout ?? Timeout), $"never came: {what}");
            await Task.Delay(5);
        }
    }
}
