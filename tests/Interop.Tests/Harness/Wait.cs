namespace ActorProxy.Interop.Tests.Harness;

/// <summary>Waits that a defect cannot make endless.</summary>
internal static class Wait
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits for a state that nobody announces.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"never came: {what}");
            await Task.Delay(5);
        }
    }
}
